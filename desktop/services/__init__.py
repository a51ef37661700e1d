"""What the user can do. A method is an intent; the event that follows it changes what is known."""

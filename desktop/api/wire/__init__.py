"""What stands on the wire, decoded strictly: a wrong type is an error, an unknown field a newer carrier."""

"""The operating system's side: keyring, folders, settings, logs, a single instance."""

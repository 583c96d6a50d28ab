"""What notify talks to outside: phones and mailboxes kept as files, and mail servers."""

"""What notify can be asked to do: tell a person, settle a notice, remind an audience, announce a moment."""

"""What admission talks to outside its database and the bus: the file of the season key."""

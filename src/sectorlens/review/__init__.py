"""What people should look at, as a sheet that they fill in and hand back."""

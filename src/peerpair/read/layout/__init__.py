"""What stands where in a sheet: tables with dates one way and people or services the other."""

"""How one command keeps several processes: started in order, watched, stopped together, none left behind."""

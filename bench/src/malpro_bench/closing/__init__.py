"""An institution of any size whose month is about to be closed."""

"""Studies: many runs of worlds that differ in what is asked about, kept in a store, and what follows from them."""

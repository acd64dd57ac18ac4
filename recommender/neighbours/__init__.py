"""Who, or what, is most alike: the measures, and the compiled loops that search by them."""

"""What reaches the recommender: opting out, randomised response, noise and fake people."""

"""What benchmarks put beside Joinedup: other tools, and checks that share no code with it."""

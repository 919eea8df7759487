"""What is kept of lessons: the lesson files, who found what, and how each learner gets on."""

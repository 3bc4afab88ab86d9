"""Scoring: six dimensions of technology transfer, each with the evidence it rests on."""

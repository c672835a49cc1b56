"""What a client reads: cells in, pages out, no arithmetic."""

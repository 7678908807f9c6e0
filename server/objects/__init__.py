"""Where photo bytes lie: a folder, or S3 and its like; each object under the SHA-256 of its bytes."""

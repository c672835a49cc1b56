"""From a study folder to files in view: store, fingerprints, lock, manifest, rename."""

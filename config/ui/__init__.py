"""What every page stands on: shells, components, errors, the text size, the language, the colour."""

"""What panels are drawn with: rows, strokes, rasters, large digits, pages. It knows nothing of feedscope."""

"""What panels are drawn with: rows, text in cells, strokes, charts, rasters, large digits, pages. It knows
nothing of feedscope."""

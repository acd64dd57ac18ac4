"""What is remembered: the items, who watched what, R, what trends, who follows whom."""

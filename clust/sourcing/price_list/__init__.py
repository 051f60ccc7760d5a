"""
Reading a supplier's file: order lines or a price list, as CSV in whatever shape it comes.

`files` turns bytes into text, `columns` knows the headers, `values` the numbers and days,
`lines` the lines of trade, `unused` the report of those that were of no use.
"""

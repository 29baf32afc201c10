// How the pages of a world look where they are read without our program: what each element is says most.

/** How sections look within an element: in the colours that it has. */
export const sectionsSheet = (within: string): string => `${within} {
max-width: 42rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere;
section + section { margin-top: 2.5rem; border-top: 1px solid; padding-top: 1.5rem; }
h1, h2, h3, h4, h5, h6 { margin: 1em 0 .4em; line-height: 1.25; break-after: avoid; }
p, figure, blockquote, details, table, pre { margin: .7em 0; }
p, summary { max-width: none; padding: 0; color: inherit; white-space: pre-line; }
ul, ol { margin: .3em 0; padding: 0; padding-inline-start: 1.6em; }
ul { list-style: disc; }
ol { list-style: decimal; }
li { white-space: pre-line; }
li:has(> label) { list-style: none; }
label > input { width: auto; height: auto; margin: 0; margin-inline: -1.3em .4em; }
blockquote, details { border-inline-start: 3px solid; padding-inline-start: 1em; }
blockquote { margin-inline: 0; }
pre, code { font-family: ui-monospace, monospace; }
pre { font-size: .9em; line-height: 1.5; white-space: pre-wrap; }
figure { margin-inline: 0; text-align: center; }
img { max-width: 100%; height: auto; }
figure:has(> .page-picture-left) { text-align: left; }
figure:has(> .page-picture-right) { text-align: right; }
mark { color: inherit; background: light-dark(#f7dd6b94, #d9b23b52); }
hr { margin: 1.2em 0; border: 0; border-top: 1px solid; }
math { font-size: 1.05em; }
sup { line-height: 0; }
table { border-collapse: collapse; }
th, td { min-width: 4.5em; border: 1px solid; padding: .2em .6em; text-align: start; }
.page-cell-center { text-align: center; }
.page-cell-end { text-align: end; }
@media screen {
table { display: block; overflow-x: auto; }
th, td { max-width: min(20em, 60vw); overflow-wrap: break-word; }
}
@media print {
img, math, tr, figure { break-inside: avoid; }
}
}
`

// Yjs' messages on the console: two warnings. Its own code for them imports colours, a way to draw pictures
// there, and a library of schemas, which a world would wait for; the build puts this in their place.

export const BOLD = ''
export const UNBOLD = ''
export const RED = ''
export const ORANGE = ''

export const print = (...words: readonly unknown[]): void => console.log(...words)
export const warn = (...words: readonly unknown[]): void => console.warn(...words)

// What a formula may consist of as markup: elements of MathML with attributes of a list, none of which leads
// anywhere or has a style.

const listed = (words: string): ReadonlySet<string> => new Set(words.split(' '))

export const MATH_TAGS = listed(
  'maction math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms ' +
    'mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none',
)

export const MATH_ATTRIBUTES = listed(
  'accent accentunder class columnalign columnlines columnspacing columnspan depth display displaystyle ' +
    'fence form height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize ' +
    'minsize movablelimits notation rowlines rowspacing rowspan rspace scriptlevel separator stretchy ' +
    'symmetric voffset width',
)

export interface MathElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (MathElement | string)[]
}

// Formulas of web pages, once and in TeX: as KaTeX, MathJax, MediaWiki and LaTeXML write them, which is as
// MathML that knows its TeX, as glyphs that do not, or as a picture that says it.
import { attributeOf, findElement, isElement, readHtml, textIn, type HtmlElement } from './html-reader.ts'

export interface PageFormula {
  /** In TeX, in one line; null: only its glyphs came. */
  readonly tex: string | null
  readonly isBlock: boolean
}

const IS_FORMULA = /(?:^|\s)(?:katex(?:-\w+)?|mwe-math-\S+|MathJax(?:_\w+)?|mjx-\S+)(?:\s|$)/i
const IS_BLOCK = /(?:^|\s)(?:katex-display|mwe-math-\S+-display|MathJax(?:_SVG)?_Display)(?:\s|$)/i
const IS_PICTURE = /(?:^|\s)(?:tex|latex|math|ql-img-\S+)(?:\s|$)/i

/** The formula that an element is; null: it is none. */
export function formulaFrom(element: HtmlElement): PageFormula | null {
  const looks = attributeOf(element, 'class')
  const alt = attributeOf(element, 'alt')
  const isPicture = element.name === 'img' && (IS_PICTURE.test(looks) || /^\{?\\displaystyle/.test(alt))
  const isFormula = element.name === 'math' || element.name === 'mjx-container' || IS_FORMULA.test(looks)
  if (!isPicture && !isFormula) return null
  return {
    tex: tidy(texIn(element) ?? ''),
    isBlock: isBlock(element) || findElement(element, isBlock) !== null,
  }
}

const isMath = ({ name }: HtmlElement): boolean => name === 'math'
const isBlock = (element: HtmlElement): boolean =>
  IS_BLOCK.test(attributeOf(element, 'class')) ||
  (isMath(element) && attributeOf(element, 'display') === 'block') ||
  (element.name === 'mjx-container' && attributeOf(element, 'display') === 'true')

function texIn(element: HtmlElement): string | null {
  const told = findElement(element, (one) => isAnnotation(one))
  if (told) return textIn(told)
  const math = isMath(element) ? element : findElement(element, isMath)
  if (math) return attributeOf(math, 'alttext') || texOf(math)
  const hidden = attributeOf(element, 'data-mathml')
  if (hidden !== '') return texIn(readHtml(hidden))
  const shown = element.name === 'img' ? element : findElement(element, ({ name }) => name === 'img')
  return shown && attributeOf(shown, 'alt')
}

const isAnnotation = (element: HtmlElement): boolean =>
  element.name === 'annotation' && /tex/i.test(attributeOf(element, 'encoding'))

function tidy(written: string): string | null {
  const tex = written
    .replace(/(?<!\\)%[^\n]*(?:\n|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const [, inner = tex] = /^\{\\(?:display|text)style ?(.*)\}$/.exec(tex) ?? []
  return inner.trim() || null
}

const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['^', 'hat'],
  ['ˆ', 'hat'],
  ['~', 'tilde'],
  ['˜', 'tilde'],
  ['˙', 'dot'],
  ['→', 'vec'],
  ['¯', 'overline'],
  ['‾', 'overline'],
  ['―', 'overline'],
])

/** MathML that does not say its TeX, as TeX. */
function texOf(element: HtmlElement): string {
  const parts = element.children.filter(isElement)
  const inner = parts.map(texOf)
  const [a = '', b = '', c = ''] = inner.map((tex) => `{${tex}}`)
  switch (element.name) {
    case 'mi': {
      const name = textIn(element).trim()
      return /^\w{2,}$/.test(name) ? `\\operatorname{${name}}` : name
    }
    case 'mn':
    case 'mo':
      return textIn(element)
        .trim()
        .replace(/[\u2061-\u2064]/g, '')
        .replace(/[{}%#&$_]/g, '\\$&')
    case 'mtext':
      return `\\text{${textIn(element).replace(/[{}\\$]/g, '')}}`
    case 'mspace':
      return '\\ '
    case 'mfrac':
      return `\\frac${a}${b}`
    case 'msqrt':
      return `\\sqrt{${inner.join(' ')}}`
    case 'mroot':
      return `\\sqrt[${b}]${a}`
    case 'mover': {
      const accent = ACCENTS.get(parts[1] ? textIn(parts[1]).trim() : '')
      return accent === undefined ? `${a}^${b}` : `\\${accent}${a}`
    }
    case 'msup':
      return `${a}^${b}`
    case 'msub':
    case 'munder':
      return `${a}_${b}`
    case 'msubsup':
    case 'munderover':
      return `${a}_${b}^${c}`
    case 'mtable':
      return `\\begin{matrix}${inner.join('\\\\ ')}\\end{matrix}`
    case 'mtr':
      return inner.join(' & ')
    case 'annotation':
    case 'annotation-xml':
    case 'mphantom':
      return ''
    default:
      return inner.join(' ')
  }
}

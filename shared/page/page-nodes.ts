// A page as plain nodes: what is made of it for all who only read it, before anybody makes markup or elements
// of them.

import type { MathElement } from './math-elements.ts'

export type PageNode = string | PageElement

export interface PageElement {
  readonly tag: string
  /** In the letters of the page. */
  readonly from: number
  readonly to: number
  readonly class?: string
  /** A sign of Markdown: nobody reads it. */
  readonly sign?: boolean
  /** What it stands in for: its letters are not those of the page. */
  readonly shows?: 'picture' | 'formula' | 'embed' | 'value' | 'out'
  /** Of an embed its line, of a link where its words say that it leads. */
  readonly written?: string
  /** Of somebody, as `#rrggbb`. */
  readonly color?: string
  readonly attributes?: PageAttributes | undefined
  /** As MathML, of an element `math`; `written` is its source. */
  readonly formula?: MathElement
  readonly children: readonly PageNode[]
}

export interface PageAttributes {
  readonly href?: string | undefined
  readonly src?: string | undefined
  readonly alt?: string | undefined
  readonly width?: string | undefined
  readonly height?: string | undefined
  readonly dir?: string | undefined
  readonly start?: string | undefined
  readonly role?: string | undefined
  readonly checked?: string | undefined
  readonly open?: string | undefined
  readonly scope?: string | undefined
  readonly title?: string | undefined
  /** What a screen reader says instead of its letters. */
  readonly label?: string | undefined
}

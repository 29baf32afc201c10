// What a page's tools tell its editor of the world around it.
import { Facet, StateEffect } from '@codemirror/state'
import type { ReactNode } from 'react'
import type { EmbedSyntax } from '../../../shared/page/embeds.ts'
import type { TypesetWorld } from '../../../shared/page/typesetting.ts'

interface EditorWorld extends TypesetWorld {
  /** Draws the inside of a page that a line shows. */
  readonly embed: (syntax: EmbedSyntax) => ReactNode
}

const NOTHING_AROUND: EditorWorld = {
  origin: '',
  isUnknown: () => false,
  isTurned: () => false,
  picturesByName: () => [],
  hasEmbeds: false,
  hrefOf: () => null,
  embed: () => null,
}

export const worldAround = Facet.define<EditorWorld, EditorWorld>({
  combine: ([world]) => world ?? NOTHING_AROUND,
})

/** Says that a name means something else, or something shows another value. */
export const worldChanged = StateEffect.define()

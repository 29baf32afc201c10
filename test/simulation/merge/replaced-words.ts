// A page whose words two sides replace, write and delete, each in letters of its own: the parent in digits,
// the draft in capitals. So a word that nobody wrote is seen by its letters.
import * as Y from 'yjs'
import {
  conflictsIn,
  freshClient,
  mergeDraft,
  NOTHING_MERGED,
  rebaseDraft,
} from '../../../shared/history/merge/merge-draft.ts'
import type {
  AuthoredRow,
  AuthoredUpdate,
  Choice,
  Conflict,
  DraftAndParent,
  Merged,
  OpenConflict,
  RowAuthor,
} from '../../../shared/history/merge/merge-types.ts'
import { conflictsApart } from '../../../shared/history/merge/conflicts-apart.ts'
import { spanBetween } from '../../../shared/yjs/texts/text-items.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { initScene, textOf } from '../../../shared/world/scene/scene.ts'
import type { Random } from '../random.ts'

const ROOT = parseArtifactId('page') ?? failed()

function failed(): never {
  throw new Error('it is not there')
}

/** A world with one page, a draft of it, and both of their logs. */
export class ReplacedWords {
  open: readonly OpenConflict[] = []
  readonly parent = new Y.Doc({ gc: false })
  draft = new Y.Doc({ gc: false })
  #base: Uint8Array
  #rows: AuthoredRow<RowAuthor>[] = []
  readonly #random: Random
  #time = 0

  constructor(text: string, random: Random) {
    this.#random = random
    const scene = new Y.Doc()
    scene.clientID = this.#client()
    initScene(scene, { root: ROOT, title: 'a world', name: 'root', text })
    this.#base = Y.encodeStateAsUpdate(scene)
    for (const doc of [this.parent, this.draft]) Y.applyUpdate(doc, this.#base)
    this.parent.clientID = this.#client()
    this.#watch()
  }

  page(side: 'parent' | 'draft'): string {
    return text(this[side]).toJSON()
  }

  /** One edit of a side: one row. */
  write(side: 'parent' | 'draft', from: number, out: number, words: string): void {
    this.#time++
    const page = text(this[side])
    this[side].transact(() => {
      // As an editor does it: before what goes, or behind it.
      const isBefore = this.#random.below(2) === 0
      if (!isBefore) page.insert(from + out, words)
      page.delete(from, out)
      if (isBefore) page.insert(from, words)
    })
  }

  /** As two replicas that were apart: the page that they make of it, and the places that are told. */
  apart(): { readonly page: string; readonly places: readonly { from: number; to: number }[] } {
    const { base } = this.#input()
    const joined = new Y.Doc()
    for (const doc of [base, this.draft, this.parent]) Y.applyUpdate(joined, Y.encodeStateAsUpdate(doc))
    const { words } = conflictsApart({ base, mine: this.draft, theirs: this.parent }, new Set([ROOT]))
    const page = text(joined)
    return {
      page: page.toJSON(),
      places: words.map(({ before, next }) => spanBetween(page, before, next) ?? failed()),
    }
  }

  conflicts(): readonly Conflict[] {
    return conflictsIn(this.#input())
  }

  /** Merges all, and the draft follows. */
  merge(choices: readonly Choice[]): Merged<RowAuthor> {
    const input = this.#input()
    const client = freshClient(this.#random.fraction, [input.base, this.draft, this.parent])
    const merged = mergeDraft(input, { client, take: null, choices })
    this.#apply(this.parent, merged.updates)
    this.#follow(merged, choices)
    return merged
  }

  /** The draft is brought up to its parent. */
  update(): void {
    this.#follow({ names: [], ...NOTHING_MERGED }, [])
  }

  #follow(
    { names, dropped, deleted }: Pick<Merged<RowAuthor>, 'names' | 'dropped' | 'deleted'>,
    settled: readonly Choice[],
  ): void {
    const input = this.#input()
    const client = freshClient(this.#random.fraction, [input.base, this.draft, this.parent])
    const rebased = rebaseDraft(input, { client, names, settled, dropped, deleted })
    this.#base = rebased.state
    this.open = rebased.open
    this.#rows = []
    this.draft = new Y.Doc({ gc: false })
    Y.applyUpdate(this.draft, rebased.state)
    this.#watch()
    this.#apply(this.draft, rebased.updates)
  }

  #apply(doc: Y.Doc, updates: readonly AuthoredUpdate<RowAuthor>[]): void {
    for (const { update } of updates) Y.applyUpdate(doc, update)
  }

  #watch(): void {
    this.draft.clientID = this.#client()
    this.draft.on('update', (update: Uint8Array) => {
      this.#rows.push({ update, by: { author: 'somebody', writtenAt: this.#time } })
    })
  }

  #input(): DraftAndParent<RowAuthor> {
    const base = new Y.Doc({ gc: false })
    Y.applyUpdate(base, this.#base)
    return { base, draft: this.draft, parent: this.parent, rows: this.#rows, open: this.open }
  }

  #client(): number {
    return 1 + this.#random.below(2 ** 31)
  }
}

function text(doc: Y.Doc): Y.Text {
  return textOf(doc, ROOT) ?? failed()
}

export const choose = (conflicts: readonly Conflict[], side: Choice['side']): readonly Choice[] =>
  conflicts.map(({ id, key, at }) => ({ id, key, side, ...(at !== undefined && { at }) }))

const LETTERS = { base: 'abcdefgh', parent: '0123456789', draft: 'ABCDEFGH' } as const

export function wordOf(side: keyof typeof LETTERS, random: Random): string {
  const length = 1 + random.below(6)
  return Array.from({ length }, () => LETTERS[side].charAt(random.below(LETTERS[side].length))).join('')
}

const OTHERS = { parent: /[A-Z]/u, draft: /\d/u } as const

/** One random change of the words of a page, but not of those that it has of the other side. */
export function change(words: ReplacedWords, side: 'parent' | 'draft', random: Random): void {
  const page = words.page(side)
  const all = [...page.matchAll(/\w+/gu)].filter(([word]) => !OTHERS[side].test(word))
  const found = all[random.below(Math.max(1, all.length))]
  if (found === undefined) return words.write(side, 0, 0, `${wordOf(side, random)} `)
  const [from, old] = [found.index, found[0]]
  const next = wordOf(side, random)
  const inside = random.below(old.length + 1)
  switch (random.below(6)) {
    case 0:
    case 1:
      return words.write(side, from, old.length, next)
    case 2:
      // What both have of the old word and the new one stays.
      return words.write(side, from, inside, next)
    case 3:
      return words.write(side, from + inside, old.length - inside, next)
    case 4:
      return words.write(side, from + inside, 0, random.below(2) === 0 ? next : ` ${next} `)
    default: {
      const out = Math.min(page.length - from, 1 + random.below(old.length + 3))
      const isOwn = !OTHERS[side].test(page)
      return words.write(side, from, isOwn ? out : Math.min(out, old.length), '')
    }
  }
}

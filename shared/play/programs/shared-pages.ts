// Which code of other pages a program takes, and whether that is another since it was started. Pages are
// found by the names of their things.
import { isCodeHeld } from '../../behavior/held-code.ts'
import { CODE_CHARS } from '../../behavior/program-limits.ts'
import type { PageProgram } from '../../behavior/program-parser.ts'
import {
  exportsOf,
  onItsLines,
  pagesTaken,
  SHARED_PAGES_MAX,
  type SharedPages,
} from '../../behavior/shared-code.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { CodeIndex } from './code-index.ts'

export interface SharedPageIndex {
  /** The code that a program takes, as it is now, with what that takes in turn. */
  readonly of: (program: PageProgram) => SharedPages
  /** Takes note that a program was started with it. */
  readonly started: (id: ArtifactId, pages: SharedPages) => void
  readonly forget: (id: ArtifactId) => void
  /** A page has other code now, or a thing another name. */
  readonly touch: () => void
  readonly isTouched: () => boolean
  /** The programs that take other code now than when they were started, once each. */
  readonly takeChanged: () => readonly ArtifactId[]
}

interface SharedPageParts {
  readonly documents: Pick<PlayDocuments, 'view' | 'things'>
  readonly code: () => Pick<CodeIndex, 'of' | 'ids'>
}

export function createSharedPages({ documents, code }: SharedPageParts): SharedPageIndex {
  const { view, things } = documents
  const users = new Map<ArtifactId, SharedPages>()
  const exported = new WeakMap<PageProgram, readonly string[]>()
  const taken = new WeakMap<PageProgram, readonly string[]>()
  let isTouched = false

  function remembered(
    known: WeakMap<PageProgram, readonly string[]>,
    program: PageProgram,
    read: (code: string) => readonly string[],
  ): readonly string[] {
    const names = known.get(program) ?? read(program.code)
    known.set(program, names)
    return names
  }

  /** The programs that share something and are called so; in limbo nothing is shared. */
  function sharing(name: string): readonly (readonly [ArtifactId, PageProgram])[] {
    return code()
      .ids()
      .flatMap((id) => {
        const program = code().of(id)
        const thing = things.get(id)
        if (program === null || thing === null || thing.host === 'limbo' || thing.name !== name) return []
        return remembered(exported, program, exportsOf).length === 0 ? [] : [[id, program] as const]
      })
  }

  function touch(): void {
    isTouched ||= users.size > 0
  }

  function whyNot(name: string): string {
    const isThere = [...things.all()].some((thing) => thing.name === name && thing.host !== 'limbo')
    return isThere
      ? `“${name}” shares nothing. Write "export" before a function on its page, at the start of a line.`
      : `There is no page called “${name}” in this world to take from.`
  }

  function of(program: PageProgram): SharedPages {
    const pages: Record<string, SharedPages[string]> = Object.create(null)
    const waiting = [...remembered(taken, program, pagesTaken)]
    let characters = 0
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (name in pages) continue
      if (Object.keys(pages).length >= SHARED_PAGES_MAX) {
        pages[name] = { why: `A program can take from ${SHARED_PAGES_MAX} pages, those behind them too.` }
        continue
      }
      const [found, second] = sharing(name)
      if (found === undefined) pages[name] = { why: whyNot(name) }
      else if (second !== undefined)
        pages[name] = { why: `Two things called “${name}” share code. Give one of them another name.` }
      else {
        const [id, shared] = found
        const placed = onItsLines(shared)
        characters += placed.length
        if (isCodeHeld(view.scene, id))
          pages[name] = {
            why: `The code of “${name}” came with files. It sleeps until somebody lets it run.`,
          }
        else if (characters > CODE_CHARS)
          pages[name] = { why: `A program can take ${CODE_CHARS} characters of code from other pages.` }
        else {
          pages[name] = { code: placed, exports: remembered(exported, shared, exportsOf) }
          waiting.push(...remembered(taken, shared, pagesTaken))
        }
      }
    }
    return pages
  }

  things.follow((before, after) => {
    const isElsewhere = (before?.host === 'limbo') !== (after?.host === 'limbo')
    if (isElsewhere || before?.name !== after?.name) touch()
  })

  return {
    of,
    started(id, pages) {
      if (Object.keys(pages).length > 0) users.set(id, pages)
      else users.delete(id)
    },
    forget: (id) => users.delete(id),
    touch,
    isTouched: () => isTouched,
    takeChanged() {
      if (!isTouched) return []
      isTouched = false
      return [...users].flatMap(([id, before]) => {
        const program = code().of(id)
        return program === null || isSame(before, of(program)) ? [] : [id]
      })
    },
  }
}

function isSame(a: SharedPages, b: SharedPages): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every((name) => keyOf(a[name]) === keyOf(b[name]))
}

const keyOf = (page: SharedPages[string] | undefined): string | undefined =>
  page === undefined || 'why' in page ? page?.why : page.code

// A step that changes much at once, of which a killed node has done all or nothing.
import { setImmediate as turn } from 'node:timers/promises'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { told, type AccountsNode } from '../../accounts.ts'
import type { SceneWriter } from './scene-writer.ts'

export interface Deed {
  readonly name: string
  /** The world in which somebody else writes meanwhile, on the page `talk`. */
  readonly world: string
  /** Makes the worlds. */
  begin(node: AccountsNode): Promise<void>
  /** Writes what the next step is about; it is saved then. */
  prepare(node: AccountsNode): Promise<void>
  /** Asks for the step; resolves once it is answered. */
  ask(node: AccountsNode): Promise<unknown>
  /** Whether the step was done; throws when it was done partly. */
  isDone(node: AccountsNode): Promise<boolean>
}

/** The pages that a step changes, all of them. */
export const PAGES = ['t0', 't1', 't2', 't3', 't4'] as const
/** The page on which others write. */
export const TALK = 'talk'

export const api = (world: string): string => `/api/worlds/${world}`

export async function ask(
  { admin }: AccountsNode,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  // A connection that the node closed while this process was busy is noticed first.
  await turn()
  await turn()
  return told(await admin.ask(method, path, body))
}

/** The last revision of a world. */
export async function revisionOf(node: AccountsNode, world: string): Promise<number> {
  return HistoryAnswer.parse(await ask(node, 'GET', `${api(world)}/history?limit=1`)).revision
}

export async function makeWorld(node: AccountsNode, address: string): Promise<void> {
  await ask(node, 'POST', '/api/worlds', { title: address.slice(4), address })
}

/** Puts these pages on the floor. */
export function furnish(writer: SceneWriter): void {
  for (const page of PAGES) writer.put(page, 'It is')
  writer.put(TALK, 'They say')
}

/** Whether a word stands on all pages, once on each; throws where it stands on some, or twice. */
export function allOrNone(writer: SceneWriter, word: string): boolean {
  const counts = PAGES.map((page) => writer.count(page, word))
  if (counts.every((count) => count === 1)) return true
  if (counts.every((count) => count === 0)) return false
  throw new Error(`${word} stands on the pages so often: ${counts.join(', ')}`)
}

export function demand(is: boolean, otherwise: string): void {
  if (!is) throw new Error(otherwise)
}

// Remembers that unsaved work was left on this device, apart from that work: a browser that clears its larger stores while
// no page is open does so silently, and often leaves this.
import * as z from 'zod/mini'
import type { Address } from '../../shared/world/address.ts'
import { keep, readKept } from '../app/kept.ts'

const Left = z.object({ changes: z.number(), at: z.number() })
export type Left = z.infer<typeof Left>

const Note = z.record(z.string(), Left)
const NAME = 'left unsaved'

function readNote(): z.infer<typeof Note> {
  try {
    return Note.parse(JSON.parse(readKept(NAME) ?? '{}'))
  } catch {
    return {}
  }
}

/** What was left in a world, when anything was. */
export const leftIn = (address: Address): Left | null => readNote()[address] ?? null

/** So much of it is on this device now, at this time. */
export function noteLeft(address: Address, left: Left): void {
  keep(NAME, JSON.stringify({ ...readNote(), [address]: left }))
}

/** It is on the server, or somewhere else that the person knows of. */
export function forgetLeft(address: Address): void {
  const { [address]: gone, ...rest } = readNote()
  if (gone) keep(NAME, Object.keys(rest).length === 0 ? null : JSON.stringify(rest))
}

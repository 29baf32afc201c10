// The sheets from which a crowd is drawn: each look has one, made when it is first seen, one after the other.
import { useEffect, useSyncExternalStore } from 'react'
import type { SheetLook } from '../../drawings/figure-sheet.tsx'
import { Listeners } from '../../device/listener-set.ts'

/** More looks than there are to choose from; further ones are drawn by themselves. */
const SHEETS_MAX = 200

/** Addresses of sheets; null: it is being drawn, or could not be. */
const sheets = new Map<string, string | null>()
const listeners = new Listeners()
let turn: Promise<void> = Promise.resolve()

/** The sheet of a look; null while there is none, or none is wanted. */
export function useSheet(sprite: string, color: string, isWanted: boolean): string | null {
  const key = `${sprite} ${color}`
  useEffect(() => {
    if (isWanted) ask(key, { sprite, color })
  }, [isWanted, key, sprite, color])
  return useSyncExternalStore(onSheets, () => (isWanted ? (sheets.get(key) ?? null) : null))
}

function ask(key: string, look: SheetLook): void {
  if (sheets.has(key) || sheets.size >= SHEETS_MAX) return
  sheets.set(key, null)
  turn = draw(turn, key, look)
}

async function draw(before: Promise<void>, key: string, look: SheetLook): Promise<void> {
  await before
  try {
    const { drawSheet } = await import('../../drawings/figure-sheet.tsx')
    sheets.set(key, await drawSheet(look))
    listeners.tell()
  } catch (error) {
    console.warn('A figure is drawn by itself.', error)
  }
}

const onSheets = listeners.add

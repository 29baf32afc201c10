// Tells at once when this device cannot keep one's work, with a way out, and asks the browser to keep it when
// there is something to keep.
import { useEffect } from 'react'
import { useMe, type Person } from '../session/me.ts'
import { notify } from '../notices/notices.ts'
import { requestPersistentStorageOnce } from '../browser/device-space.ts'
import { useSync, useWorld } from '../world/context/use-world.ts'
import type { Replica } from '../replica/replica.ts'
import type { DeviceTrouble } from '../replica/storage/database.ts'
import { ago, count } from '../words/counts.ts'
import { forgetLeftWork, leftWorkIn, noteLeftWork, type LeftWork } from '../session/left-work.ts'
import { TROUBLE_WORDS } from './kept-words.ts'
import { saveWork } from '../session/work-file.ts'
import { useUnsavedValue } from '../world/use-keeping.ts'

/** Messages on this page while nothing was at stake: once is enough. */
let toldOf: DeviceTrouble | null = null

export function KeepWatch() {
  const { replica } = useWorld()
  const trouble = useUnsavedValue(replica, ({ trouble }) => trouble)
  const clearings = useUnsavedValue(replica, ({ clearings }) => clearings)
  const isAway = useSync(replica).state === 'offline'
  const hasWork = useUnsavedValue(replica, ({ changes }) => isAway && changes > 0)

  useEffect(() => {
    if (trouble === null) return
    const { what } = TROUBLE_WORDS[trouble]
    if (!hasWork) {
      if (toldOf !== trouble)
        notify({ text: `${what} What you write is safe once it is on the server.`, timeoutMs: 12_000 })
      toldOf = trouble
      return
    }
    notify({
      text: `${what} What you wrote since the connection was lost is only in this tab.`,
      action: { label: 'Save as a file', run: () => saveWork(replica) },
      timeoutMs: 0,
    })
  }, [replica, trouble, hasWork])

  const isOnlyHere = useUnsavedValue(replica, ({ changes }) => trouble !== null && changes > 0)
  useEffect(() => {
    if (!isOnlyHere) return
    const control = new AbortController()
    addEventListener('beforeunload', (event) => event.preventDefault(), { signal: control.signal })
    return () => control.abort()
  }, [isOnlyHere])

  useEffect(() => {
    if (clearings === 0) return
    notify({
      text: 'The browser cleared what was kept on this device. What is open here is being kept again.',
      timeoutMs: 0,
    })
  }, [clearings])

  useEffect(() => {
    if (hasWork && trouble === null) void requestPersistentStorageOnce().catch(() => undefined)
  }, [hasWork, trouble])

  useLeftWork(replica)
  return null
}

/** Tells when work that was left here is gone without having been saved; notes what is left now. */
function useLeftWork(replica: Replica): void {
  const me = useMe().person.id
  useEffect(() => {
    const look = followLeft(replica, me)
    look()
    const stops = [replica.onSync(look), replica.onKeeping(look)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [replica, me])
}

/**
 * Returns a function to call after each change. It is not drawn, and noted work is not noted again: things
 * change with every letter.
 */
function followLeft(replica: Replica, me: Person['id']): () => void {
  const { address } = replica
  let isCompared = false
  let noted: number | null = null
  return () => {
    const { changes, stored, wasHere } = replica.keeping
    const { state } = replica.sync
    // Before anything is noted, since that is all one knows of the lost work.
    if (wasHere === false && !isCompared) tellGone(me, address)
    isCompared ||= wasHere === false
    const isLeft = (state === 'offline' || state === 'held') && stored > 0
    const isSafe = state === 'saved' || state === 'refused' || (wasHere === true && changes === 0)
    if (isLeft && noted !== stored) noteLeftWork(me, address, { changes: stored, at: Date.now() })
    else if (!isLeft && isSafe && noted !== 0) forgetLeftWork(me, address)
    else return
    noted = isLeft ? stored : 0
  }
}

function tellGone(me: Person['id'], address: Replica['address']): void {
  const left = leftWorkIn(me, address)
  if (left === null) return
  forgetLeftWork(me, address)
  notify({ text: clearedWords(left), timeoutMs: 0 })
}

function clearedWords({ changes, at }: LeftWork): string {
  const were = changes === 1 ? 'was' : 'were'
  return `The browser has cleared this device since you were last here (${ago(at, Date.now())}). ${count(changes, 'change')} of yours in this world ${were} not on the server yet.`
}

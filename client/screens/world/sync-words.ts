// The words of the sync mark for each state: short in the bar, whole when one asks.
import { count } from '../../words/counts.ts'
import type { HostEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { SyncState } from '../../replica/sync-state.ts'

type Tone = 'well' | 'busy' | 'away' | 'wrong' | 'none'

interface SyncWords {
  readonly tone: Tone
  /** In the bar. */
  readonly mark: string
  /** In full sentences. */
  readonly text: string
}

/**
 * Puts a state into words. Nothing here says saved unless the server has it on its disk; `host`: the node of
 * the world, where that is another one.
 */
export function wordsForSync(sync: SyncState, host: HostEvent | null = null): SyncWords {
  switch (sync.state) {
    case 'opening':
      return { tone: 'none', mark: 'opening', text: 'Fetching the latest version of this world.' }
    case 'saved':
      if (host !== null) return savedFor(host)
      return { tone: 'well', mark: 'saved', text: 'Everything you wrote here is saved on the server.' }
    case 'saving':
      return {
        tone: 'busy',
        mark: 'saving',
        text: `${count(sync.changes, 'change')} of yours ${isAre(sync.changes)} on the way to the server.`,
      }
    case 'offline':
      return offline(sync)
    case 'held':
      return held(sync)
    case 'refused':
      return {
        tone: 'wrong',
        mark: refusedMark(sync),
        text: `${sync.text}${sync.copy === null ? '' : ' Nothing is lost: open the copy to take over what you want.'}`,
      }
    case 'closed':
      return { tone: 'wrong', mark: 'closed', text: 'This world cannot be opened now.' }
  }
}

function refusedMark({ code, copy }: Extract<SyncState, { state: 'refused' }>): string {
  if (copy === null) return 'not accepted'
  return code === 'restored' ? 'newer work kept as a copy' : 'not merged, kept as a copy'
}

/** On the disk of this node is not yet with the one whose world it is. */
function savedFor({ node, state, pending, why }: HostEvent): SyncWords {
  const here = 'Everything you wrote here is saved on this node.'
  if (pending === 0) return { tone: 'well', mark: 'saved', text: `${here} It has all arrived at ${node}.` }
  const waiting = `${count(pending, 'change')} of yours ${pending === 1 ? 'waits' : 'wait'}`
  if (state !== 'asleep')
    return { tone: 'well', mark: 'saved', text: `${here} ${waiting} to be sent to ${node}.` }
  return {
    tone: 'away',
    mark: `saved here, ${pending} ${pending === 1 ? 'waits' : 'wait'}`,
    text:
      why === undefined
        ? `${here} ${waiting} for ${node}, which is asleep. You can close the tab: it is sent when that node wakes.`
        : `${here} ${waiting} for ${node}. ${why} You can close the tab: it is sent once that is put right.`,
  }
}

function offline({ changes, stored: kept, keeps, why }: Extract<SyncState, { state: 'offline' }>): SyncWords {
  if (why !== undefined) return held({ changes, stored: kept, keeps, text: why })
  if (changes === 0) {
    const later = keeps
      ? 'You can keep writing: it is kept on this device, and sent when you are back online.'
      : 'This device keeps nothing: close the tab before you are back online, and what you write now is lost.'
    return { tone: keeps ? 'away' : 'wrong', mark: 'offline', text: `The server cannot be reached. ${later}` }
  }
  if (keeps) {
    const comes = changes - kept
    return {
      tone: 'away',
      mark: kept === 0 ? 'offline' : `offline, ${count(kept, 'change')} kept here`,
      text: `The server cannot be reached. ${count(kept, 'change')} of yours ${isAre(kept)} kept on this device, and will be sent when you are back online. ${
        comes === 0
          ? 'You can close the tab.'
          : `${comes} more ${isAre(comes)} still being stored: leave the tab open until then.`
      }`,
    }
  }
  const changed = count(changes, 'change')
  return {
    tone: 'wrong',
    mark: `offline, ${changed} not kept`,
    text: `The server cannot be reached, and this browser cannot keep ${changed} of yours on the device. Leave this tab open until you are back online, or copy what you wrote.`,
  }
}

/** The mark says no number: it would be said anew with each letter. */
function held({
  changes,
  stored: kept,
  keeps,
  text,
}: Omit<Extract<SyncState, { state: 'held' }>, 'state'>): SyncWords {
  if (!keeps) {
    const changed = count(changes, 'change')
    return {
      tone: 'wrong',
      mark: 'waiting, not kept',
      text: `${text} This browser cannot keep ${changed} of yours on the device. Leave this tab open until it is saved, or copy what you wrote.`,
    }
  }
  if (changes === 0) return { tone: 'away', mark: 'not saving now', text }
  const comes = changes - kept
  return {
    tone: 'away',
    mark: 'kept here, waiting',
    text: `${text} ${count(kept, 'change')} of yours ${isAre(kept)} kept on this device, and will be sent then. ${
      comes === 0
        ? 'You can close the tab.'
        : `${comes} more ${isAre(comes)} still being stored: leave the tab open until then.`
    }`,
  }
}

const isAre = (number: number): string => (number === 1 ? 'is' : 'are')

// Sends pictures to the server, one after the other, as soon as there is a network: those of this tab, and
// those that were left on the device. One that is refused stays here until it can be sent or its person
// discards it: it is tried again at the next start. None holds up the others.
import { waitMsAfter } from '../../shared/time/doubling-wait.ts'
import type { Address, MemberId } from '../../shared/world/address.ts'
import { megabytes } from '../../shared/pictures/picture-bytes.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { CallError } from '../api/request.ts'
import { saveFile } from '../device/download.ts'
import { notify, takeBackNotices } from '../notices/notices.ts'
import { sendPicture } from '../api/pictures-api.ts'
import { putHere } from './local-pictures.ts'
import { keyOf, openPending, type UnsentPicture } from './unsent-pictures.ts'
import { Listeners } from '../device/listener-set.ts'

/** Until it is tried again. */
const WAIT = { firstMs: 3_000, longestMs: 60_000 }
/**
 * Conditions that may change in a while, and hold for all pictures: the network, the server, a proxy in
 * trouble (`answer`), the account.
 */
const OF_ALL: ReadonlySet<string> = new Set(['offline', 'disk', 'busy', 'often', 'signIn', 'answer'])
/** Those that may change in a while, and may hold for one picture alone, or for one world. */
const OF_ONE: ReadonlySet<string> = new Set(['full', 'fault'])

interface SenderState {
  /** Not on the server yet. */
  readonly waiting: number
  /** They were refused since this page was loaded. */
  readonly refused: readonly UnsentPicture[]
}

export interface PictureSender {
  readonly state: SenderState
  readonly onState: (listener: () => void) => () => void
  /**
   * Shows a picture from here at once, keeps it on the device, and sends it. False: this device could not
   * keep it.
   */
  add(
    picture: { readonly id: PictureId; readonly blob: Blob; readonly name: string },
    address: Address,
  ): Promise<boolean>
  /** Whether a picture is on its way. */
  has(id: PictureId): boolean
  /** Tries again now. */
  wake(): void
}

const senders = new Map<MemberId, PictureSender>()

/** The one that sends for a member on this page; it goes on for as long as the page lives. */
export function senderOf(member: MemberId): PictureSender {
  const known = senders.get(member)
  if (known) return known
  const sender = createSender(member)
  senders.set(member, sender)
  return sender
}

function createSender(member: MemberId): PictureSender {
  const shelf = openPending(member)
  const pending = new Map<string, UnsentPicture>()
  const listeners = new Listeners()
  let state: SenderState = { waiting: 0, refused: [] }
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isSending = false

  function tell(): void {
    const refused = [...pending.values()].filter((one) => one.refused !== null)
    state = { waiting: pending.size - refused.length, refused }
    listeners.tell()
  }

  async function load(): Promise<void> {
    for (const one of await shelf.all()) {
      pending.set(one.key, { ...one, refused: null })
      putHere(one.id, one.blob)
    }
    tell()
    wake()
  }

  function wake(): void {
    clearTimeout(timer)
    failures = 0
    void send()
  }

  async function send(): Promise<void> {
    if (isSending) return
    isSending = true
    const tried = new Set<string>()
    let isAnyLeft = false
    try {
      for (let next = nextBut(tried); next !== undefined; next = nextBut(tried)) {
        tried.add(next.key)
        isAnyLeft = !(await sendOne(next)) || isAnyLeft
      }
    } catch {
      isAnyLeft = true
    } finally {
      isSending = false
    }
    if (!isAnyLeft) return
    timer = setTimeout(() => void send(), waitMsAfter(failures, WAIT))
    failures += 1
  }

  const nextBut = (tried: ReadonlySet<string>): UnsentPicture | undefined =>
    [...pending.values()].find(({ key, refused }) => refused === null && !tried.has(key))

  /** False: it waits. Throws where all of them do. */
  async function sendOne(one: UnsentPicture): Promise<boolean> {
    try {
      const { id } = await sendPicture(one.address, one.blob)
      if (id !== one.id)
        throw new CallError(
          'changed',
          'The server stores this picture differently from this page. Load the page again.',
        )
      failures = 0
      await discard(one.key)
    } catch (error) {
      // What holds for all may be the fault of this one after all, so another one is tried first then.
      pending.delete(one.key)
      pending.set(one.key, one)
      if (!(error instanceof CallError) || OF_ALL.has(error.code)) throw error
      if (OF_ONE.has(error.code)) return false
      const refused = { ...one, refused: whyNotSent(one, error) }
      pending.set(one.key, refused)
      tell()
      tellRefused(refused)
    }
    return true
  }

  async function discard(key: string): Promise<void> {
    pending.delete(key)
    tell()
    takeBackNotices()
    await shelf.remove(key).catch(() => undefined)
  }

  /** Once it is saved elsewhere, too, it can be discarded. */
  function tellRefused({ key, name, blob, refused }: UnsentPicture): void {
    const isSo = (): boolean => pending.has(key)
    const save = (): void => {
      saveFile(name, blob, blob.type)
      const text = `“${name}” also stays on this device, and is tried again when this page is loaded next.`
      notify({ text, action: { label: 'Discard it', run: () => void discard(key) }, isSo, timeoutMs: 0 })
    }
    notify({ text: refused ?? '', action: { label: 'Save the picture', run: save }, isSo, timeoutMs: 0 })
  }

  window.addEventListener('online', wake)
  load().catch(() => tell())

  return {
    get state() {
      return state
    },
    onState: listeners.add,
    async add({ id, blob, name }, address) {
      const one = { key: keyOf(address, id), id, address, name, blob, at: Date.now(), refused: null }
      putHere(id, blob)
      pending.set(one.key, one)
      tell()
      const isKept = await shelf.put(one).then(
        () => true,
        () => false,
      )
      wake()
      return isKept
    },
    has: (id) => [...pending.values()].some((one) => one.id === id),
    wake,
  }
}

const whyNotSent = ({ name, blob }: UnsentPicture, { message }: CallError): string =>
  `“${name}” (${megabytes(blob.size)} MB) was not sent. ${message}`

// Signing out: work that is not on the server yet is sent, or told, and one chooses whether this browser's
// data goes along.
import { useCallback, useEffect, useState } from 'react'
import type { MemberId } from '../../../shared/world/address.ts'
import { wordsOf } from '../../api/request.ts'
import { deviceOf, useCopies } from '../../session/person-device.ts'
import { useMe, type Person } from '../../session/me.ts'
import { count } from '../../words/counts.ts'
import { HOME } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { openPending } from '../../pictures/unsent-pictures.ts'
import { DeviceFault } from '../../replica/storage/database.ts'
import { unsavedWorlds, type UnsavedWorld } from '../../replica/storage/known-worlds.ts'
import { signOut } from '../../api/account-api.ts'
import { keepLinesOf } from '../../device/kept-lines.ts'
import { noteLeaving, noteStaying } from '../../session/inheritance.ts'
import { sendUnsaved } from '../../session/send-unsaved.ts'
import './sign-out.css'

interface SignOutCardProps {
  readonly open: boolean
  readonly onClose: () => void
  /** The path that one is at afterwards. */
  readonly to?: string
}

export default function SignOutCard({ open, onClose, to = HOME }: SignOutCardProps) {
  return (
    <Card title="Sign out" open={open} onClose={onClose}>
      <SignOutForm onClose={onClose} to={to} />
    </Card>
  )
}

function SignOutForm({ onClose, to }: Required<Pick<SignOutCardProps, 'onClose' | 'to'>>) {
  const { person, leave } = useMe()
  const [rest, lookAgain] = useRest(person)
  const copiesHere = useCopies(person.id)
  const copies = copiesHere?.length ?? 0
  const [takesAlong, setTakesAlong] = useState(true)
  /** The words of the possible loss: a yes to another text would be none. */
  const [agreedTo, setAgreedTo] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const lost = lostWords(rest, copies)
  const mustAgree = takesAlong && lost !== null

  async function go(): Promise<void> {
    setTrouble(null)
    // Meanwhile another tab may have written something.
    if (takesAlong && !mustAgree && lostWords(await lookAgain(), copies) !== null) return
    if (takesAlong) noteLeaving(person.id)
    try {
      await signOut()
    } catch (error) {
      noteStaying(person.id)
      setTrouble(wordsOf(error))
      return
    }
    await keepLinesOf(null)
    leave()
    // A page of one's own has nothing in its memory of the person before.
    location.replace(to)
  }

  return (
    <>
      {person.kind === 'guest' && (
        <p className="card-text">
          You are a guest: nobody can come back as {person.name} afterwards. Create an account first, and what
          is yours stays yours.
        </p>
      )}
      <Rest rest={rest} copies={copies} />
      <Choice
        label="Remove my worlds from this browser"
        hint="Nothing of yours stays here for the next person. Leave them here only if nobody else uses this browser: then they are here at once when you sign in again."
        isChosen={takesAlong}
        onChoose={(next) => {
          setTakesAlong(next)
          setAgreedTo(null)
        }}
      />
      {mustAgree && (
        <Choice
          isGrave
          label={`Discard ${lost}`}
          hint="It is in this browser only, and cannot be brought back."
          isChosen={agreedTo === lost}
          onChoose={(isChosen) => setAgreedTo(isChosen ? lost : null)}
        />
      )}
      <Trouble text={trouble} />
      <div className="card-foot">
        <Button look="quiet" onClick={onClose}>
          Stay
        </Button>
        <Button
          look={mustAgree ? 'grave' : 'main'}
          disabled={copiesHere === null || rest.isSending || (mustAgree && agreedTo !== lost)}
          onClick={() => void go()}
        >
          Sign out
        </Button>
      </div>
    </>
  )
}

interface RestOfWork {
  /** Null when this browser does not say. */
  readonly unsaved: readonly UnsavedWorld[] | null
  /** Pictures that wait to be sent. */
  readonly pictures: number
  readonly isSending: boolean
}

/** How long after a look it is looked again, in ms: tabs go on sending what they have. */
const LOOK_MS = 1_000

/**
 * The unsaved work, which is sent meanwhile; and a function to look again, which answers when that is done.
 */
function useRest({ id }: Person): readonly [RestOfWork, () => Promise<RestOfWork>] {
  const [rest, setRest] = useState<RestOfWork>({ unsaved: [], pictures: 0, isSending: true })
  const look = useCallback(() => lookAtRest(id, setRest), [id])
  useEffect(() => void look(), [look])
  useEffect(() => {
    if (rest.isSending || (rest.unsaved?.length ?? 0) + rest.pictures === 0) return
    // Nobody waits for this one: the button stays as it is until there is something new.
    const show = (next: RestOfWork): void => setRest((now) => (now.isSending || next.isSending ? now : next))
    const timer = setTimeout(() => void lookAtRest(id, show), LOOK_MS)
    return () => clearTimeout(timer)
  }, [id, rest])
  return [rest, look]
}

async function lookAtRest(id: MemberId, show: (rest: RestOfWork) => void): Promise<RestOfWork> {
  const tell = (rest: RestOfWork): RestOfWork => {
    show(rest)
    return rest
  }
  try {
    const pictures = await waitingPictures(id)
    const unsaved = await unsavedWorlds(deviceOf(id))
    if (unsaved.length === 0) return tell({ unsaved, pictures, isSending: false })
    tell({ unsaved, pictures, isSending: true })
    return tell({ unsaved: await sendUnsaved(id), pictures, isSending: false })
  } catch (error) {
    if (!(error instanceof DeviceFault)) throw error
    return tell({ unsaved: null, pictures: 0, isSending: false })
  }
}

/** Where the browser keeps nothing, none wait. */
async function waitingPictures(member: MemberId): Promise<number> {
  const pictures = await openPending(member)
    .all()
    .catch(() => [])
  return pictures.length
}

function Rest({ rest, copies }: { readonly rest: RestOfWork; readonly copies: number }) {
  const { unsaved, pictures, isSending } = rest
  if (unsaved === null) {
    return (
      <p className="card-text">This browser cannot say whether anything of yours is still unsaved here.</p>
    )
  }
  return (
    <div className="sign-out-rest" aria-live="polite">
      {unsaved.length > 0 && (
        <>
          <p>{isSending ? 'Not on the server yet, but being sent:' : 'Not on the server yet:'}</p>
          <ul>
            {unsaved.map(({ id, world, changes }) => (
              <li key={id}>
                <b>{titleOf(world)}</b> · {count(changes, 'change')}
              </li>
            ))}
          </ul>
        </>
      )}
      {pictures > 0 && <p>{count(pictures, 'picture')} not on the server yet.</p>}
      {copies > 0 && (
        <p>{copies === 1 ? 'One kept copy is' : `${copies} kept copies are`} on this browser only.</p>
      )}
    </div>
  )
}

const titleOf = (world: UnsavedWorld['world']): string =>
  world === null ? 'A world' : world.title.trim() === '' ? world.address : world.title

/** The possible loss, if any. */
function lostWords({ unsaved, pictures }: RestOfWork, copies: number): string | null {
  if (unsaved === null) return 'what may not be saved'
  const changes = unsaved.reduce((sum, world) => sum + world.changes, 0)
  const parts = [
    ...(changes > 0 ? [count(changes, 'change')] : []),
    ...(pictures > 0 ? [count(pictures, 'picture')] : []),
    ...(copies > 0 ? [copies === 1 ? '1 kept copy' : `${copies} kept copies`] : []),
  ]
  return parts.length === 0 ? null : new Intl.ListFormat('en-GB').format(parts)
}

// A kept copy: its changes that the living world does not have, and how to bring them there.
import { useState } from 'react'
import { Ago } from '../parts/ago.tsx'
import { copyText } from '../notices/copy-text.ts'
import { Calm } from '../parts/calm.tsx'
import { deviceOf, useCopies } from '../session/person-device.ts'
import { Link } from '../parts/route-link.tsx'
import { useMe } from '../session/me.ts'
import { notify } from '../notices/notices.ts'
import { go, HOME, pathOfWorld } from '../navigation/route.ts'
import { editWithNotice } from '../world/context/act.ts'
import { Masthead } from './masthead.tsx'
import { Button } from '../parts/button.tsx'
import { Question } from '../parts/dialog.tsx'
import type { Copy, CopyId } from '../replica/storage/stored-rows.ts'
import { OwnWorldButton } from '../sharing/closed/own-world-button.tsx'
import { ChangeCard, headingOf } from '../copies/change-card.tsx'
import type { CopyChange } from '../copies/copy-changes.ts'
import { useChanges, useLiving, useMayWrite, type LivingWorld } from '../copies/living-world.ts'
import { takeOver } from '../copies/take-over.ts'
import '../home/home.css'
import '../copies/copies.css'

export default function CopyScreen({ id }: { readonly id: CopyId }) {
  const { person } = useMe()
  const copies = useCopies(person.id)
  if (copies === null) return null
  const copy = copies.find((copy) => copy.id === id)
  if (copy) return <CopyParts key={copy.id} copy={copy} />
  return (
    <Calm
      title="This copy is not here"
      text="It was deleted, or it is on another device or under another name."
    >
      <Link to={HOME} className="button">
        See the worlds here
      </Link>
    </Calm>
  )
}

function CopyParts({ copy }: { readonly copy: Copy }) {
  const { person } = useMe()
  const living = useLiving(person, copy)
  const changes = useChanges(copy, living)
  const mayWrite = useMayWrite(living)
  return (
    <div className="home">
      <title>{`A kept copy of ${copy.title} · Inkland`}</title>
      <Masthead />
      <main className="home-sheet">
        <h1 className="home-title">A kept copy of “{copy.title}”</h1>
        <p className="copy-why">
          {copy.why} It was kept <Ago at={copy.at} />, on this device only.
        </p>
        <LivingNote living={living} copy={copy} mayWrite={mayWrite} />
        <Changes changes={changes} living={living} mayWrite={mayWrite} />
        <footer className="copy-foot">
          <OwnWorldButton scene={() => copy.mine} />
          <DropCopy copy={copy} />
        </footer>
      </main>
    </div>
  )
}

interface LivingProps {
  readonly living: LivingWorld
  readonly copy: Copy
  readonly mayWrite: boolean
}

function LivingNote({ living, copy, mayWrite }: LivingProps) {
  switch (living.state) {
    case 'seeking':
      return null
    case 'gone':
      return (
        <p className="offline-note">
          The world this was written in is gone, or not open to you. You can still read the copy, copy its
          text, or turn it into a world of your own.
        </p>
      )
    case 'open':
      if (!mayWrite) {
        return (
          <p className="offline-note">
            You cannot write in that world now. You can still read the copy, copy its text, or turn it into a
            world of your own.
          </p>
        )
      }
      return (
        <p className="copy-where">
          Choose what you want to keep, and it becomes a new edit in{' '}
          <Link to={pathOfWorld(living.world.replica.address)}>{copy.title}</Link>.
        </p>
      )
  }
}

interface ChangesProps {
  readonly changes: readonly CopyChange[]
  readonly living: LivingWorld
  readonly mayWrite: boolean
}

function Changes({ changes, living, mayWrite }: ChangesProps) {
  if (changes.length === 0) {
    return <p className="empty">Everything in this copy is now in the world. You can delete it.</p>
  }
  function take(change: CopyChange): void {
    if (living.state !== 'open') return
    if (!editWithNotice(living.world.bound, (edit) => takeOver(edit, change))) return
    notify({ text: `“${headingOf(change)}” is now in the world.` })
  }
  return (
    <ul className="changes" aria-label="Missing from the world">
      {changes.map((change) => (
        <ChangeCard
          key={'thing' in change ? `${change.kind} ${change.thing.id}` : change.kind}
          change={change}
          onTake={mayWrite ? () => take(change) : null}
          onCopy={(text) => copyText(text, 'The text is copied.')}
        />
      ))}
    </ul>
  )
}

function DropCopy({ copy }: { readonly copy: Copy }) {
  const { person } = useMe()
  const [isAsking, setAsking] = useState(false)
  async function drop(): Promise<void> {
    await deviceOf(person.id).copies.drop(copy.id)
    go(HOME)
  }
  return (
    <>
      <Button look="grave" onClick={() => setAsking(true)}>
        Delete this copy
      </Button>
      <Question
        title="Delete this copy?"
        text="Anything in it that you have not taken over is gone for good: it is on no other device."
        yes="Delete it"
        open={isAsking}
        onClose={() => setAsking(false)}
        onYes={drop}
      />
    </>
  )
}

// A world that is not open to one, or is not here: which of the two it is, nobody is told who may not see it. One can knock, come as
// somebody else, or go home; and what the device still keeps of it is one's own.
import { useState } from 'react'
import { comeBackHere } from '../account/way-back.ts'
import { Calm } from '../app/calm.tsx'
import { removeFromDevice } from '../app/device.ts'
import { Link } from '../app/link.tsx'
import { useMe } from '../app/me.ts'
import { notify } from '../app/notices.ts'
import { go, HOME, SIGN_IN } from '../app/route.ts'
import { count } from '../app/words.ts'
import { useKeeping } from '../away/use-keeping.ts'
import { saveWork } from '../away/save-work.ts'
import { Button } from '../parts/button.tsx'
import { Trouble } from '../parts/trouble.tsx'
import type { Replica } from '../replica/replica.ts'
import { KnockForm } from './knock-form.tsx'
import { OwnWorldButton } from './own-world-button.tsx'
import { sceneBytes } from './own-world.ts'
import { useLetIn } from './use-let-in.ts'
import './not-open.css'

interface Props {
  readonly replica: Replica
  /** What the server says of it, a sentence. */
  readonly text: string
  /** One was in it a moment ago. */
  readonly wasIn: boolean
  readonly onRetry: () => void
}

const TITLE = 'This world is not open to you, or is not here'
const OPEN_ELSEWHERE = 'Another tab has this world open. Close it there first, then load this page again.'
const NO_DISK = 'This device does not let anything be changed now. Load this page again in a moment.'
const TITLE_NOW = 'You are outside now'

export function NotOpen({ replica, text, wasIn, onRetry }: Props) {
  const title = wasIn ? TITLE_NOW : TITLE
  return (
    <>
      <title>{`${title} · Inkland`}</title>
      <Calm
        title={title}
        text={
          wasIn
            ? `${text} This page goes in by itself when you may come again. You can knock, too.`
            : 'Perhaps the address has a slip in it. If the world is here, whoever owns it can let you in: knock, and say who you are.'
        }
      >
        <div className="not-open">
          <KnockForm address={replica.address} isWaitingAnyway={wasIn} onLetIn={onRetry} />
          <Kept replica={replica} wasIn={wasIn} />
          <div className="not-open-ways">
            <Link to={HOME} className="button">
              See the worlds here
            </Link>
            <Button look="quiet" onClick={onRetry}>
              Try again
            </Button>
            <Link to={SIGN_IN} className="button button-quiet" onClick={comeBackHere}>
              Sign in as somebody else
            </Link>
          </div>
        </div>
      </Calm>
    </>
  )
}

/** The same for who only looked at it, as anybody could. */
export function NoLongerOpen({ replica, onRetry }: Pick<Props, 'replica' | 'onRetry'>) {
  useLetIn(replica.address, true, onRetry)
  return (
    <>
      <title>{`${TITLE_NOW} · Inkland`}</title>
      <Calm
        title={TITLE_NOW}
        text="This world is not open to everybody any more. Sign in if it is open to you; else this page goes in by itself when anybody may look again."
      >
        <div className="not-open">
          <div className="not-open-ways">
            <Link to={SIGN_IN} className="button button-main" onClick={comeBackHere}>
              Sign in
            </Link>
            <Button look="quiet" onClick={onRetry}>
              Try again
            </Button>
          </div>
          <Kept replica={replica} wasIn />
        </div>
      </Calm>
    </>
  )
}

/** What this device has of the world, whatever the server says. */
export function Kept({ replica, wasIn }: Pick<Props, 'replica' | 'wasIn'>) {
  const { changes, wasHere } = useKeeping(replica)
  const { person } = useMe()
  const [trouble, setTrouble] = useState<string | null>(null)
  if (wasHere !== true && !wasIn && changes === 0) return null
  async function remove(): Promise<void> {
    const { world } = replica
    if (world === null) return
    await replica.close()
    const removed = await removeFromDevice(person.id, world.id, { asCopy: true }).catch(() => 'disk' as const)
    if (removed !== 'removed') return setTrouble(removed === 'open' ? OPEN_ELSEWHERE : NO_DISK)
    go(HOME)
    notify({ text: 'It is not on this device any more.' })
  }
  return (
    <section className="not-open-kept" aria-label="On this device">
      <p>
        {changes > 0
          ? `${count(changes, 'change')} of yours ${changes === 1 ? 'was' : 'were'} not saved there. Nothing of it is lost: it is kept on this device with the world as you saw it last, and goes there if you are let in again.`
          : 'What you saw of it last is still on this device.'}
      </p>
      <div className="not-open-ways">
        {person.kind !== 'nobody' && <OwnWorldButton scene={() => sceneBytes(replica.scene)} />}
        {changes > 0 ? (
          <Button look="quiet" onClick={() => saveWork(replica)}>
            Save my changes as a file
          </Button>
        ) : (
          <Button look="quiet" onClick={() => void remove()}>
            Take it off this device
          </Button>
        )}
      </div>
      <Trouble text={trouble} />
    </section>
  )
}

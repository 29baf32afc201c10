// A world that cannot be entered, why, and the possible actions.
import { useEffect } from 'react'
import { useUnsavedState } from '../../world/use-keeping.ts'
import DoorScreen from '../sign-in/sign-in-screens.tsx'
import { isFramed } from '../../api/frame-guest.ts'
import { keepLines } from '../../device/kept-lines.ts'
import { useSessionCheck } from '../../session/use-doubt.ts'
import { Calm } from '../../parts/calm.tsx'
import { Link } from '../../parts/route-link.tsx'
import { nodeOf, type Address } from '../../../shared/world/address.ts'
import { useMe, useMeHandle } from '../../session/me.ts'
import { BIN, HOME, pathOfWorld, useRoute } from '../../navigation/route.ts'
import ClosedThere from '../../sharing/closed/closed-there.tsx'
import type { Replica } from '../../replica/replica.ts'
import type { Closed } from '../../replica/sync-state.ts'
import { FollowMoved } from '../../sharing/closed/follow-moved.tsx'
import { NotOpen, NoLongerOpen } from '../../sharing/closed/not-open.tsx'

type Reason = Exclude<Closed['reason'], 'right'>

const WORDS: Record<Reason, { readonly title: string; readonly text: string }> = {
  binned: {
    title: 'This world is in the bin',
    text: 'Someone moved it to the bin. Nothing is lost: it can be restored, along with anything you wrote here that was not saved yet.',
  },
  moved: {
    title: 'This world has moved',
    text: 'It has a new address now. Look for its title in the list of worlds.',
  },
  missing: {
    title: 'There is no world here',
    text: 'Perhaps it was deleted, or the address is mistyped.',
  },
  signIn: {
    title: 'Please sign in again',
    text: 'The server no longer knows who you are. What you wrote is kept on this device.',
  },
}

interface ClosedProps {
  readonly replica: Replica
  readonly closed: Closed
  /** One was in it a moment ago. */
  readonly wasIn: boolean
}

/**
 * The words for an address whose world has moved: people who come too late to be told that get one of the
 * others.
 */
const SAID_WHERE_IT_WAS: readonly Closed['reason'][] = ['moved', 'missing', 'right']

export default function ClosedWorld(props: ClosedProps) {
  const { replica, closed } = props
  const { id } = useMe().person
  useEffect(() => {
    keepLines(id, pathOfWorld(replica.address), null).catch((error: unknown) =>
      console.warn('Kept lines could not be deleted.', error),
    )
  }, [id, replica])
  const mayHaveMoved = nodeOf(replica.address) === null && SAID_WHERE_IT_WAS.includes(closed.reason)
  return (
    <>
      {mayHaveMoved && <FollowMoved replica={replica} />}
      <WhyClosed {...props} />
    </>
  )
}

function WhyClosed({ replica, closed, wasIn }: ClosedProps) {
  const { reason, text } = closed
  const { access, person } = useMe()
  const retry = (): void => replica.reconnect()
  useSessionCheck(reason === 'signIn', retry)
  if (isFramed) return <ClosedFrame address={replica.address} onRetry={retry} />
  if (person.kind === 'nobody' && reason !== 'moved') {
    return <ReaderOutside replica={replica} wasIn={wasIn} onRetry={retry} />
  }
  if (nodeOf(replica.address) !== null && reason !== 'signIn') {
    return <ClosedThere replica={replica} closed={closed} wasIn={wasIn} onRetry={retry} />
  }
  if (reason === 'right' || (reason === 'missing' && access === 'accounts')) {
    return <NotOpen replica={replica} text={text} wasIn={wasIn} onRetry={retry} />
  }
  return <ClosedWords reason={reason} onRetry={retry} />
}

/** Within a page of another site nobody knocks or signs in. */
function ClosedFrame({ address, onRetry }: { readonly address: Address; readonly onRetry: () => void }) {
  return (
    <Calm title="This world is not open here now" text="You may be able to open it in Inkland.">
      <a className="button button-main" href={pathOfWorld(address)} target="_blank" rel="noreferrer">
        Open in Inkland
      </a>
      <button type="button" className="button button-quiet" onClick={onRetry}>
        Try again
      </button>
    </Calm>
  )
}

interface WordsProps {
  readonly reason: Reason
  readonly onRetry: () => void
}

function ClosedWords({ reason, onRetry }: WordsProps) {
  const { title, text } = WORDS[reason]
  return (
    <>
      <title>{`${title} · Inkland`}</title>
      <Calm title={title} text={text}>
        {reason === 'binned' && (
          <Link to={BIN} className="button button-main">
            Open the bin
          </Link>
        )}
        <Link to={HOME} className="button">
          See the worlds here
        </Link>
        <button type="button" className="button button-quiet" onClick={onRetry}>
          Try again
        </button>
      </Calm>
    </>
  )
}

interface ReaderOutsideProps {
  readonly replica: Replica
  /** They were looking at it a moment ago. */
  readonly wasIn: boolean
  readonly onRetry: () => void
}

/**
 * A world that is not open to everybody, for a visitor who has not said who they are: they are asked that, as
 * at any door. A visitor who was looking at it until now is told that it was closed, and goes on looking when
 * it is opened again.
 */
function ReaderOutside({ replica, wasIn, onRetry }: ReaderOutsideProps) {
  const handle = useMeHandle()
  const { me, ask } = handle
  const route = useRoute()
  const { wasHere } = useUnsavedState(replica)
  const isKnown = me.state === 'nobody'
  useEffect(() => {
    // The server answers now, which it did not when it was asked who this is.
    if (!isKnown) void ask()
  }, [isKnown, ask])
  if (wasIn || wasHere === true) return <NoLongerOpen replica={replica} onRetry={onRetry} />
  return isKnown && <DoorScreen me={me} handle={handle} route={route} />
}

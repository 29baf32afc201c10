// A world that cannot be entered, why, and what can be done.
import { Calm } from '../app/calm.tsx'
import { Link } from '../app/link.tsx'
import { BIN, HOME } from '../app/route.ts'
import type { SyncState } from '../replica/replica.ts'

type Reason = Extract<SyncState, { readonly state: 'closed' }>['reason']

const WORDS: Record<Reason, { readonly title: string; readonly text: string }> = {
  binned: {
    title: 'This world is in the bin',
    text: 'Somebody put it away. Nothing in it is lost: it can be restored from the bin, and what you wrote here and was not saved yet comes along.',
  },
  moved: {
    title: 'This world has moved',
    text: 'It has another address now. You find it in the list of worlds under its title.',
  },
  missing: {
    title: 'There is no world here',
    text: 'Perhaps it was deleted, or the address has a slip in it.',
  },
  right: {
    title: 'You may not see this world',
    text: 'Whoever owns it can let you in.',
  },
  signIn: {
    title: 'Please come in again',
    text: 'The server does not know who you are any more. What you wrote is kept on this device.',
  },
}

interface ClosedProps {
  readonly reason: Reason
  readonly onRetry: () => void
}

export function ClosedWorld({ reason, onRetry }: ClosedProps) {
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
        {reason !== 'signIn' && (
          <button type="button" className="button button-quiet" onClick={onRetry}>
            Try again
          </button>
        )}
      </Calm>
    </>
  )
}

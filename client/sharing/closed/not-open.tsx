// A world that is not open to one, or is not here: people who may not see it are not told which. One can
// knock, come as somebody else, or go home; and the device's copy of it is one's own.
import { comeBackHere } from '../../navigation/return-path.ts'
import { Calm } from '../../parts/calm.tsx'
import { Link } from '../../parts/route-link.tsx'
import { SIGN_IN } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { ClosedSheet, knockWords, OUTSIDE_NOW, type ClosedWorldInfo } from './closed-sheet.tsx'
import { KeptWork } from './kept-work.tsx'
import { useLetIn } from './use-let-in.ts'
import './not-open.css'

const TITLE = 'This world is not open to you, or does not exist'

/** `text`: the server's words about it, a sentence. */
export function NotOpen({ text, ...outside }: ClosedWorldInfo & { readonly text: string }) {
  const { wasIn } = outside
  return (
    <ClosedSheet
      {...outside}
      title={wasIn ? OUTSIDE_NOW : TITLE}
      text={knockWords(wasIn, text, 'here')}
      canKnock
    >
      <Link to={SIGN_IN} className="button button-quiet" onClick={comeBackHere}>
        Sign in as someone else
      </Link>
    </ClosedSheet>
  )
}

/** The same for a visitor who only looked at it, as anybody could. */
export function NoLongerOpen({ replica, onRetry }: Pick<ClosedWorldInfo, 'replica' | 'onRetry'>) {
  useLetIn(replica.address, true, onRetry)
  return (
    <>
      <title>{`${OUTSIDE_NOW} · Inkland`}</title>
      <Calm
        title={OUTSIDE_NOW}
        text="This world is no longer open to everyone. Sign in if you have been given access. Otherwise this page takes you in by itself once anyone can look again."
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
          <KeptWork replica={replica} wasIn />
        </div>
      </Calm>
    </>
  )
}

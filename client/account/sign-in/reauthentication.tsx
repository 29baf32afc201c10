// "Is it you?": raised by requests that need more than a session, and gone after a proof by password, passkey
// or a new sign-in elsewhere.
import { KeyRound, LogIn } from 'lucide-react'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Proof, PROOF_MINUTES, type Ways } from '../../../shared/wire/api/account-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { Link } from '../../parts/route-link.tsx'
import { RECOVERY } from '../../navigation/route.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { fetchWays, proveByPassword, proveElsewhere } from '../../api/account-api.ts'
import { useForm } from '../../parts/requests/use-form.ts'
import { proveByPasskey, whyNoPasskeys } from './passkey-browser.ts'
import { KnownPasswordField } from './password-field.tsx'
import './reauthentication.css'

interface Answer {
  /** Tells whether it was shown. */
  readonly answer: (isProven: boolean) => void
}

let question: Promise<boolean> | null = null

/** Asks the person, on any page; false when they leave it. Other requests meanwhile get the same answer. */
export function reauthenticate(): Promise<boolean> {
  question ??= ask().finally(() => {
    question = null
  })
  return question
}

/** The card stands beside all that the page shows, in a root of its own. */
async function ask(): Promise<boolean> {
  const root = createRoot(document.createElement('div'))
  try {
    return await new Promise((resolve) => root.render(<IsItYou answer={resolve} />))
  } finally {
    root.unmount()
  }
}

function IsItYou({ answer }: Answer) {
  const [ways, setWays] = useState<Ways | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    fetchWays().then(setWays, (error: unknown) => setTrouble(wordsOf(error)))
  }, [])
  return (
    <Card title="Is it you?" open isOnTop onClose={() => answer(false)}>
      <div className="is-it-you">
        <p className="card-text">
          This keeps out anyone who just finds your browser open. For the next {PROOF_MINUTES} minutes you
          will not be asked again here.
        </p>
        <Trouble text={trouble} />
        {ways !== null && <Shown ways={ways} answer={answer} />}
      </div>
    </Card>
  )
}

interface ReauthenticationProps extends Answer {
  readonly ways: Ways
}

function Shown({ ways, answer }: ReauthenticationProps) {
  const { hasPassword, passkeys } = ways
  const hasKey = passkeys.length > 0
  return (
    <>
      {hasPassword && <ByPassword ways={ways} answer={answer} />}
      {hasKey && <ByPasskey isMain={!hasPassword} answer={answer} />}
      {!hasPassword && !hasKey && <Elsewhere ways={ways} />}
      <p className="is-it-you-lost">
        {hasPassword ? 'Forgotten it? ' : 'Lost it? '}
        <Link to={RECOVERY} onClick={() => answer(false)}>
          Use a recovery code
        </Link>
        , or ask an admin for one.
      </p>
    </>
  )
}

function ByPassword({ ways, answer }: ReauthenticationProps) {
  const [password, setPassword] = useState('')
  const form = useForm({
    schema: Proof,
    body: () => ({ password }),
    send: async (body) => {
      await proveByPassword(body)
      answer(true)
    },
    fields: { wrong: 'password' },
  })
  const trouble = form.trouble('form')
  return (
    <form className="stack" onSubmit={form.onSubmit} noValidate>
      {/* A browser that keeps passwords wants to know whose it is. */}
      <input type="hidden" name="username" autoComplete="username" value={ways.account} readOnly />
      <KnownPasswordField
        value={password}
        onText={setPassword}
        trouble={form.trouble('password')}
        ref={focusAndSelect}
      />
      <Trouble text={trouble} />
      <Button type="submit" look="main" aria-busy={form.isBusy}>
        Yes, it is me
      </Button>
    </form>
  )
}

function ByPasskey({ isMain, answer }: Answer & { readonly isMain: boolean }) {
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const why = whyNoPasskeys()
  async function show(): Promise<void> {
    if (isBusy) return
    setTrouble(null)
    setBusy(true)
    try {
      await proveByPasskey()
      answer(true)
    } catch (error) {
      setTrouble(wordsOf(error))
      setBusy(false)
    }
  }
  if (why !== null) return isMain ? <p className="card-text">{why}</p> : null
  return (
    <>
      <Button look={isMain ? 'main' : 'plain'} onClick={() => void show()} aria-busy={isBusy}>
        <KeyRound size={17} aria-hidden="true" /> Confirm with a passkey
      </Button>
      <Trouble text={trouble} />
    </>
  )
}

/** For a person with neither. The page is left, and comes back; the request is then done again. */
function Elsewhere({ ways: { places } }: Pick<ReauthenticationProps, 'ways'>) {
  const [trouble, setTrouble] = useState<string | null>(null)
  const known = places.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]))
  function go(id: string): void {
    setTrouble(null)
    proveElsewhere(id, `${location.pathname}${location.hash}`).then(
      ({ url }) => location.assign(url),
      (error: unknown) => setTrouble(wordsOf(error)),
    )
  }
  return (
    <>
      {known.length > 0 && (
        <p className="card-text">Sign in once more. Then you come back here and do it again.</p>
      )}
      {known.map(({ id, name }) => (
        <Button key={id} look="main" onClick={() => go(id)}>
          <LogIn size={17} aria-hidden="true" /> Sign in with {name}
        </Button>
      ))}
      <Trouble text={trouble} />
    </>
  )
}

// Passkeys: the list of one's own, making and removing one; and signing in with one.
import { KeyRound, Trash2 } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Me } from '../../../shared/wire/api/node-bodies.ts'
import {
  NewPasskey,
  PASSKEYS_MAX,
  type AccountInfo,
  type PasskeyInfo,
} from '../../../shared/wire/api/account-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { CallError, wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Card, Question } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { PagePart } from '../../parts/page-part.tsx'
import {
  makePasskey,
  removePasskey,
  signInByField,
  signInByPasskey,
  whyNoPasskeys,
} from './passkey-browser.ts'

interface PasskeysPartProps {
  readonly account: AccountInfo
  readonly onChange: () => void
}

/** On the account's page. */
export function PasskeysPart({ account, onChange }: PasskeysPartProps) {
  const [isMaking, setMaking] = useState(false)
  const { passkeys } = account
  const why = whyNoPasskeys()
  function made(): void {
    setMaking(false)
    notify({ text: 'The passkey is ready. You can sign in with it from now on.' })
    onChange()
  }
  return (
    <PagePart
      title="Passkeys"
      text="A passkey signs you in with your fingerprint, your face or your device’s PIN. There is nothing to remember, and nothing anyone could trick you into giving away."
    >
      {passkeys.length > 0 && (
        <ul className="account-list">
          {passkeys.map((passkey) => (
            <PasskeyLine key={passkey.id} passkey={passkey} account={account} onChange={onChange} />
          ))}
        </ul>
      )}
      {why !== null && <p className="section-text">{why}</p>}
      {why === null && passkeys.length < PASSKEYS_MAX && (
        <div className="account-ways">
          <Button onClick={() => setMaking(true)}>
            <KeyRound size={17} aria-hidden="true" />{' '}
            {passkeys.length === 0 ? 'Create a passkey' : 'Create another'}
          </Button>
        </div>
      )}
      <Card title="Create a passkey" open={isMaking} onClose={() => setMaking(false)}>
        <MakeForm onMade={made} />
      </Card>
    </PagePart>
  )
}

function MakeForm({ onMade }: { readonly onMade: () => void }) {
  const [name, setName] = useState(thisDevice)
  const form = useForm({
    schema: NewPasskey,
    body: () => ({ name: name.trim() === '' ? thisDevice() : name, response: {} }),
    send: async (body) => {
      await makePasskey(body.name)
      onMade()
    },
  })
  const trouble = form.trouble('form')
  return (
    <form className="stack" onSubmit={form.onSubmit} noValidate>
      <p className="card-text">
        Your browser will ask where to keep it: on this device, on your phone, or on a security key.
      </p>
      <Field
        label="Name for this passkey"
        value={name}
        onText={setName}
        trouble={form.trouble('name')}
        maxLength={100}
        ref={focusAndSelect}
        hint="So you can tell which one it is later."
      />
      <Trouble text={trouble} />
      <div className="card-foot">
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Create
        </Button>
      </div>
    </form>
  )
}

interface PasskeyLineProps extends PasskeysPartProps {
  readonly passkey: PasskeyInfo
}

function PasskeyLine({ passkey, account, onChange }: PasskeyLineProps) {
  const [isAsking, setAsking] = useState(false)
  const { id, name, since, usedAt } = passkey
  const isLast = !account.hasPassword && account.passkeys.length === 1 && account.providers.length === 0
  async function remove(): Promise<void> {
    await removePasskey(id, isLast)
    onChange()
  }
  return (
    <li className="account-line">
      <KeyRound size={18} aria-hidden="true" className="account-line-icon" />
      <div className="account-line-words">
        <p className="account-line-head">{name}</p>
        <p className="world-facts">
          created <Ago at={since} />
          {usedAt === null ? ' · not used yet' : ' · last used '}
          {usedAt !== null && <Ago at={usedAt} />}
        </p>
      </div>
      <IconButton label={`Remove ${name}`} onClick={() => setAsking(true)}>
        <Trash2 size={17} aria-hidden="true" />
      </IconButton>
      <Question
        title={isLast ? 'Remove your only way in?' : `Remove “${name}”?`}
        text={
          isLast
            ? 'You have no password and no other passkey. Without this one, you can only get in with a recovery code or with help from an admin.'
            : 'You will no longer be able to sign in with it. Your device may keep offering it, so remove it there too.'
        }
        yes="Remove"
        open={isAsking}
        onClose={() => setAsking(false)}
        onYes={remove}
      />
    </li>
  )
}

/** The browser's facts about itself, and the message for a pressed button. */
const QUIET = /^(?:[A-Z].*|offline|place|)$/

interface PasskeyWayProps {
  readonly onEntered: (me: Me) => Promise<void> | void
  /** Whether there is a field for a name beside it, at which the browser may offer passkeys by itself. */
  readonly hasField?: boolean
  readonly label?: string
}

/** On the sign-in screen; where this page can have no passkeys, it offers none. */
export function PasskeyWay({
  onEntered,
  hasField = false,
  label = 'Sign in with a passkey',
}: PasskeyWayProps) {
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const enter = useEffectEvent(onEntered)
  const offer = useRef(new AbortController())
  useEffect(() => {
    if (!hasField) return undefined
    const offering = new AbortController()
    offer.current = offering
    signInByField(offering.signal)
      .then((me) => (me === null ? undefined : enter(me)))
      .catch((error: unknown) => {
        // A person who chose nothing there goes on with the present screen.
        const isNews = error instanceof CallError && !QUIET.test(error.code)
        if (isNews) setTrouble(wordsOf(error))
      })
    return () => offering.abort()
  }, [hasField])

  async function signIn(): Promise<void> {
    if (isBusy) return
    setTrouble(null)
    setBusy(true)
    // A browser asks one question at a time.
    offer.current.abort()
    try {
      await onEntered(await signInByPasskey())
    } catch (error) {
      setTrouble(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }

  if (whyNoPasskeys() !== null) return null
  return (
    <>
      <Button onClick={() => void signIn()} aria-busy={isBusy}>
        <KeyRound size={17} aria-hidden="true" /> {label}
      </Button>
      <Trouble text={trouble} />
    </>
  )
}

/** People's word for this device. */
function thisDevice(): string {
  const { userAgent } = navigator
  const known = ['iPhone', 'iPad', 'Android', 'Windows', 'Macintosh', 'CrOS', 'Linux'] as const
  const found = known.find((word) => userAgent.includes(word))
  if (found === undefined) return 'This device'
  return DEVICES[found]
}

const DEVICES = {
  iPhone: 'My iPhone',
  iPad: 'My iPad',
  Android: 'My Android phone',
  Windows: 'My Windows computer',
  Macintosh: 'My Mac',
  CrOS: 'My Chromebook',
  Linux: 'My Linux computer',
} as const

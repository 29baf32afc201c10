// Other places that one may sign in with, such as a school: buttons on the sign-in screen, and the list on
// the account's page.
import { Link2Off, LogIn } from 'lucide-react'
import { useState } from 'react'
import * as z from 'zod/mini'
import type { NodeInfo } from '../../../shared/wire/api/node-bodies.ts'
import type { AccountInfo } from '../../../shared/wire/api/account-bodies.ts'
import { call, wordsOf } from '../../api/request.ts'
import { useMe } from '../../session/me.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { endPlace } from '../../api/account-api.ts'
import { PagePart } from '../../parts/page-part.tsx'

type SignInProvider = NodeInfo['providers'][number]

const Way = z.object({ url: z.string() })

const pathOf = (id: string): string => `/api/oidc/${encodeURIComponent(id)}`

/** Where a provider begins to sign somebody in, who comes back to `to`. */
const startPath = (id: string, to: string): string => `${pathOf(id)}/start?to=${encodeURIComponent(to)}`

interface ProviderWaysProps {
  readonly providers: readonly SignInProvider[]
  /** The path that one comes back to. */
  readonly to: string
  /** The secret of an invitation, with which a new account is made. */
  readonly invitation?: string
}

/** On the screens for signing in and up. */
export function ProviderWays({ providers, to, invitation }: ProviderWaysProps) {
  const [trouble, setTrouble] = useState<string | null>(null)
  /** The secret goes in a body: addresses are stored in many places. */
  function goInvited(id: string): void {
    setTrouble(null)
    call('POST', `${pathOf(id)}/start`, Way, { to, invitation }).then(
      ({ url }) => location.assign(url),
      (error: unknown) => setTrouble(wordsOf(error)),
    )
  }
  return (
    <>
      {providers.map(({ id, name }) =>
        invitation === undefined ? (
          <a key={id} className="button" href={startPath(id, to)}>
            <LogIn size={17} aria-hidden="true" /> Continue with {name}
          </a>
        ) : (
          <Button key={id} onClick={() => goInvited(id)}>
            <LogIn size={17} aria-hidden="true" /> Continue with {name}
          </Button>
        ),
      )}
      <Trouble text={trouble} />
    </>
  )
}

interface ProvidersPartProps {
  readonly account: AccountInfo
  readonly onChange: () => void
}

/** On the account's page; nothing where the node knows no other places. */
export function ProvidersPart({ account, onChange }: ProvidersPartProps) {
  const { node } = useMe()
  const [trouble, setTrouble] = useState<string | null>(null)
  const providers = node?.providers ?? []
  if (providers.length === 0) return null
  function link(id: string): void {
    setTrouble(null)
    call('POST', `${pathOf(id)}/link`, Way, { to: location.pathname }).then(
      ({ url }) => location.assign(url),
      (error: unknown) => setTrouble(wordsOf(error)),
    )
  }
  return (
    <PagePart
      title="Signing in with another account"
      text="Use an account you already have somewhere else to sign in here."
    >
      <ul className="account-list">
        {providers.map((provider) => (
          <ProviderLine
            key={provider.id}
            provider={provider}
            isLinked={account.providers.includes(provider.name)}
            onLink={() => link(provider.id)}
            onChange={onChange}
          />
        ))}
      </ul>
      <Trouble text={trouble} />
    </PagePart>
  )
}

interface ProviderLineProps {
  readonly provider: SignInProvider
  readonly isLinked: boolean
  readonly onLink: () => void
  readonly onChange: () => void
}

function ProviderLine({ provider, isLinked, onLink, onChange }: ProviderLineProps) {
  const [isAsking, setAsking] = useState(false)
  const { id, name } = provider
  async function unlink(): Promise<void> {
    await endPlace(id)
    onChange()
  }
  return (
    <li className="account-line">
      <div className="account-line-words">
        <p className="account-line-head">{name}</p>
        <p className="world-facts">{isLinked ? 'You can sign in with it.' : 'Not used.'}</p>
      </div>
      {isLinked ? (
        <IconButton label={`Stop signing in with ${name}`} onClick={() => setAsking(true)}>
          <Link2Off size={17} aria-hidden="true" />
        </IconButton>
      ) : (
        <Button onClick={onLink} aria-label={`Use ${name} to sign in`}>
          Use
        </Button>
      )}
      <Question
        title={`Stop signing in with ${name}?`}
        text="Your account stays as it is. You can still sign in the other ways you have set up."
        yes="Stop"
        open={isAsking}
        onClose={() => setAsking(false)}
        onYes={unlink}
      />
    </li>
  )
}

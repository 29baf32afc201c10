// At home: people whom one was in a world with, and those of their worlds that are open to one and not in the
// list yet. Each can be forgotten.
import { MoreHorizontal, UserX, Link2 } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { Friends } from '../../shared/wire/api/friend-bodies.ts'
import { nodeOf, type AccountName, type Address } from '../../shared/world/address.ts'
import { Ago } from '../parts/ago.tsx'
import { wordsOf } from '../api/request.ts'
import { copyText } from '../notices/copy-text.ts'
import { Link } from '../parts/route-link.tsx'
import { notify } from '../notices/notices.ts'
import { pathOfWorld } from '../navigation/route.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Question } from '../parts/dialog.tsx'
import { Menu, MenuItem } from '../parts/menu.tsx'
import { CAN } from '../words/right-words.ts'
import { followFriends, forgetAllMet, forgetMet } from '../api/friends-api.ts'
import { HostState } from '../parts/world/host-state-line.tsx'
import { titleOf } from '../words/place-words.ts'
import { PortalItem, type PortalTarget } from './portal-item.tsx'
import './met-people.css'

/** How many people are shown before one asks for all of them. */
const SHOWN_MAX = 8

type MetPerson = Friends['people'][number]

interface MetPeopleProps {
  /** Worlds that stand in the list above. */
  readonly listed: ReadonlySet<Address>
  readonly onPortal: (to: PortalTarget) => void
}

export default function MetPeople({ listed, onPortal }: MetPeopleProps) {
  const [people, setPeople] = useState<readonly MetPerson[]>([])
  const [isAll, setAll] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const id = useId()
  useEffect(
    () =>
      followFriends(
        (friends) => setPeople(friends.people),
        // Without the server, what it keeps is not there.
        () => setPeople([]),
      ),
    [],
  )
  if (people.length === 0) return null
  function forget(account: AccountName, name: string): void {
    const gone = (): void => {
      setPeople((before) => before.filter((each) => each.account !== account))
      notify({ text: `${name} is forgotten here.` })
    }
    forgetMet(account).then(gone, (error: unknown) => notify({ text: wordsOf(error) }))
  }
  const shown = isAll ? people : people.slice(0, SHOWN_MAX)
  return (
    <section className="met" aria-labelledby={id}>
      <header className="met-head">
        <h2 className="section-title" id={id}>
          People you met
        </h2>
        <Button look="quiet" onClick={() => setAsking(true)}>
          Forget all
        </Button>
      </header>
      <p className="section-text">
        You have been in a world together. Nobody else sees this list. Their own nodes are asked which worlds
        are open to you.
      </p>
      <ul>
        {shown.map((met) => (
          <Person
            key={met.account}
            met={met}
            listed={listed}
            onPortal={onPortal}
            onForget={() => forget(met.account, met.name)}
          />
        ))}
      </ul>
      {people.length > shown.length && (
        <Button look="quiet" onClick={() => setAll(true)}>
          All {people.length} people
        </Button>
      )}
      <Question
        title="Forget all of them?"
        text="The list starts again with the next person you meet. What they can do in your worlds stays the same."
        yes="Forget all"
        open={isAsking}
        onClose={() => setAsking(false)}
        onYes={async () => {
          await forgetAllMet()
          setPeople([])
        }}
      />
    </section>
  )
}

interface PersonProps extends MetPeopleProps {
  readonly met: MetPerson
  readonly onForget: () => void
}

function Person({ met, listed, onPortal, onForget }: PersonProps) {
  const { account, name, metAt, worlds, state } = met
  const news = worlds.filter(({ address }) => !listed.has(address))
  return (
    <li className="met-person">
      <div className="met-line">
        <p className="met-who">
          <span className="met-name">{name}</span>
          {' · '}
          {state !== null && <HostState state={state} />}
          <span className="address">{account}</span>
          {' · met '}
          <Ago at={metAt} />
          {news.length === 0 && ` · ${worldsWords(worlds.length, state)}`}
        </p>
        <IconButton label={`Forget ${name}`} onClick={onForget}>
          <UserX size={17} aria-hidden="true" />
        </IconButton>
      </div>
      {news.length > 0 && (
        <ul className="met-worlds" aria-label={`Worlds of ${name}`}>
          {news.map((world) => (
            <Open key={world.address} world={world} onPortal={onPortal} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** If none of somebody's worlds is to be shown. */
function worldsWords(open: number, state: MetPerson['state']): string {
  if (open > 0) return 'their worlds that are open to you are in your list'
  return state === 'asleep'
    ? 'their node is asleep, so their worlds are unknown'
    : 'none of their worlds is open to you'
}

interface OpenHereProps extends Pick<MetPeopleProps, 'onPortal'> {
  readonly world: MetPerson['worlds'][number]
}

function Open({ world: { address, title: given, right }, onPortal }: OpenHereProps) {
  const title = titleOf(given, address)
  const node = nodeOf(address)
  return (
    <li className="world-line">
      <Link to={pathOfWorld(address)} className="world-link">
        <span className="world-title">{title}</span>
        <span className="world-facts">
          {node === null ? 'here' : `on ${node}`} · you {CAN[right]}
        </span>
      </Link>
      <Menu
        trigger={
          <button type="button" className="icon-button" aria-label={`More for ${title}`}>
            <MoreHorizontal size={18} aria-hidden="true" />
          </button>
        }
      >
        <PortalItem to={{ address, title }} onPortal={onPortal} />
        <MenuItem
          icon={<Link2 size={16} aria-hidden="true" />}
          onClick={() => copyText(`${location.origin}${pathOfWorld(address)}`, 'The link is copied.')}
        >
          Copy link
        </MenuItem>
      </Menu>
    </li>
  )
}

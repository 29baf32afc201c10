// The other nodes: this node's name for them, which of them may come, how they are, and their errors.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { PeerInfo, PeerList, PeerTrust } from '../../../shared/wire/api/peer-admin-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { MenuRule } from '../../parts/menu.tsx'
import { AddressCard } from '../../parts/address-card.tsx'
import { NearbyPart } from './nearby-part.tsx'
import { NodeDot } from '../../parts/node-dot.tsx'
import { isNameless, nodeWords } from '../../words/node-name.ts'
import { changePeer, fetchPeers, meetPeer, retryPeer } from '../../api/admin-api.ts'
import { PeerCopies } from '../worlds/peer-copies.tsx'
import { OPENNESS_WORDS, STATE_WORDS, titleOf, TRUST_WORDS, trustQuestion } from './peer-words.ts'
import { Answer, Section } from '../frame/admin-section.tsx'
import { sizeWords } from '../../words/size-words.ts'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useRepeat } from '../../browser/use-repeat.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useServerAction, type ActionState } from '../../parts/requests/use-action.ts'
import { RowMenuEntry, RowMenu } from '../frame/row-menu.tsx'
import './peers-part.css'

/** How often it is asked again while it is looked at, in ms. */
const AGAIN_MS = 5_000

const COLUMNS: readonly Column<PeerInfo>[] = [
  { title: 'Node', cell: (peer) => <Who peer={peer} /> },
  { title: 'Now', cell: (peer) => <State peer={peer} /> },
  { title: 'Response time', isNumber: true, cell: ({ latencyMs }) => latencyWords(latencyMs) },
  {
    title: 'Came, went',
    isNumber: true,
    cell: ({ bytesIn, bytesOut }) => `${sizeWords(bytesIn)}, ${sizeWords(bytesOut)}`,
  },
  {
    title: 'Waiting',
    isNumber: true,
    cell: ({ queue }) => (queue === 0 ? 'nothing' : count(queue, 'change')),
  },
  { title: 'People', isNumber: true, cell: ({ people }) => people.toLocaleString('en-GB') },
  {
    title: 'First seen',
    cell: ({ metAt }) => (
      <span className="peer-met">
        <Ago at={metAt} />
      </span>
    ),
  },
]

const latencyWords = (ms: number | null): string => (ms === null ? '–' : `${Math.round(ms)} ms`)

export default function PeersPart() {
  const [asked, again] = useRequest(fetchPeers)
  const [isMeeting, setMeeting] = useState(false)
  const doing = useServerAction(again)
  useRepeat(again, AGAIN_MS)
  return (
    <Section
      title="Other nodes"
      text="Each is someone’s own machine. People walk from one to another through portals, and keep their own accounts."
      ways={
        <Button
          look="main"
          onClick={() => setMeeting(true)}
          disabled={asked.state === 'here' && asked.value.openness === 'off'}
        >
          <Plus size={18} aria-hidden="true" /> Add a node
        </Button>
      }
    >
      <Answer asked={asked} onAgain={again}>
        {(list) => (
          <>
            <OwnName list={list} />
            {list.openness !== 'off' && <NearbyPart onLinked={again} />}
            {list.peers.length === 0 ? (
              <p className="empty">
                No other nodes yet. A node appears here when someone here opens a world there, when someone
                comes from there, or when you add it.
              </p>
            ) : (
              <Table
                label="Other nodes"
                columns={COLUMNS}
                lines={list.peers}
                keyOf={({ node }) => node}
                renderWays={(peer) => <Ways peer={peer} doing={doing} onChange={again} />}
              />
            )}
            {list.openness !== 'off' && <PeerCopies />}
          </>
        )}
      </Answer>
      {isMeeting && (
        <MeetCard
          onClose={() => {
            setMeeting(false)
            again()
          }}
        />
      )}
    </Section>
  )
}

/** This node's name for others, and the nodes that it lets come. */
function OwnName({ list: { name, openness } }: { readonly list: PeerList }) {
  const { words, other } = OPENNESS_WORDS[openness]
  return (
    <dl className="peer-own">
      <dt>This node</dt>
      <dd>
        {isNameless(name) ? (
          <>
            has no address that others can reach. People here can visit other nodes, but nobody can come here.
            Start it with <code>--origin https://your.name</code> to give it one, or on a home network with{' '}
            <code>--peers-private</code>.
          </>
        ) : (
          <>
            <span className="address">{name}</span> is its name for other nodes: they find its worlds at{' '}
            <span className="address">name@{name}/world</span>.
          </>
        )}
      </dd>
      <dt>Who can come</dt>
      <dd>
        {isNameless(name) && openness !== 'off' ? (
          'Nobody can until it has an address.'
        ) : (
          <>
            {words} Start it with <code>{other}</code> to change that.
          </>
        )}
      </dd>
    </dl>
  )
}

function Who({ peer }: { readonly peer: PeerInfo }) {
  const { node, title, trust, trouble } = peer
  const more = isNameless(node) ? node : title
  return (
    <span className="admin-who">
      <span className="admin-name">{titleOf(peer)}</span>{' '}
      {trust !== 'unknown' && (
        <span className={trust === 'blocked' ? 'admin-mark admin-mark-grave' : 'admin-mark'}>
          {TRUST_WORDS[trust]}
        </span>
      )}
      {more !== '' && more !== titleOf(peer) && <span className="peer-more">{more}</span>}
      {trouble !== null && <span className="peer-trouble">{trouble}</span>}
    </span>
  )
}

function State({ peer: { node, state, heardAt, lastError, retryAt } }: { readonly peer: PeerInfo }) {
  // Nobody can ask it how it is.
  if (isNameless(node)) {
    return (
      <span>
        {heardAt === null ? (
          'not heard from yet'
        ) : (
          <>
            last heard from <Ago at={heardAt} />
          </>
        )}
        <span className="peer-more">
          It has no address: its people can come here, but nobody can go there.
        </span>
      </span>
    )
  }
  return (
    <span className="peer-state" data-state={state}>
      <NodeDot />
      <span>
        {state === 'asleep' && lastError?.isClock === true ? 'clocks differ' : STATE_WORDS[state]}
        {state === 'asleep' && retryAt !== null && <span className="peer-more">{againWords(retryAt)}</span>}
        {lastError !== null && !(state === 'asleep' && lastError.isSilence) && (
          <span className="peer-more">
            <Ago at={lastError.at} />: {lastError.sentence}
          </span>
        )}
      </span>
    </span>
  )
}

function againWords(at: number): string {
  const seconds = Math.max(1, Math.round((at - Date.now()) / 1000))
  return seconds < 90
    ? `tried again in ${count(seconds, 'second')}`
    : `tried again in ${count(Math.round(seconds / 60), 'minute')}`
}

interface PeerMenuProps {
  readonly peer: PeerInfo
  readonly doing: ActionState
  readonly onChange: () => void
}

function Ways({ peer, doing, onChange }: PeerMenuProps) {
  const { node, trust } = peer
  const [asking, setAsking] = useState<PeerTrust | null>(null)
  const question = asking && trustQuestion(peer, asking)
  return (
    <>
      <RowMenu about={nodeWords(node)}>
        {!isNameless(node) && (
          <>
            <RowMenuEntry onClick={() => doing(retryPeer(node), `${node} is awake.`)}>
              Contact it now
            </RowMenuEntry>
            <MenuRule />
          </>
        )}
        {trust !== 'allowed' && <RowMenuEntry onClick={() => setAsking('allowed')}>Allow</RowMenuEntry>}
        {trust !== 'unknown' && (
          <RowMenuEntry onClick={() => setAsking('unknown')}>Leave undecided</RowMenuEntry>
        )}
        {trust !== 'blocked' && <RowMenuEntry onClick={() => setAsking('blocked')}>Block</RowMenuEntry>}
      </RowMenu>
      {question !== null && asking !== null && (
        <Question
          {...question}
          open
          onClose={() => setAsking(null)}
          onYes={async () => {
            await changePeer(node, { trust: asking })
            onChange()
          }}
        />
      )}
    </>
  )
}

function MeetCard({ onClose }: { readonly onClose: () => void }) {
  return (
    <AddressCard
      title="Add a node"
      label="Its address"
      hint="Its name, a link to one of its pages, or the address of someone there. It is contacted, and allowed from then on."
      verb="Add"
      act={async (address) => {
        const { node } = await meetPeer({ address })
        notify({ text: `${node} was found, and is now allowed.` })
      }}
      onClose={onClose}
    />
  )
}

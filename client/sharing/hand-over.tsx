// Giving a world to somebody else: said what comes of it, then asked once more.
import { useState, type FormEvent } from 'react'
import { partsOf, type Address } from '../../shared/world/address.ts'
import { CallError } from '../app/api.ts'
import { notify } from '../app/notices.ts'
import { currentRoute, goInstead, pathOfWorld } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Card, Question } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { handOver } from './calls.ts'

export function HandOver({ address }: { readonly address: Address }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="share-foot">
      <Button look="quiet" onClick={() => setOpen(true)}>
        Give this world to somebody else
      </Button>
      <Card title="Give this world away" open={isOpen} onClose={() => setOpen(false)}>
        <HandOverForm address={address} onDone={() => setOpen(false)} />
      </Card>
    </div>
  )
}

function HandOverForm({ address, onDone }: { readonly address: Address; readonly onDone: () => void }) {
  const [account, setAccount] = useState('')
  /** What it shall be called there; null: as now. */
  const [word, setWord] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const wanted = account.trim()
  function ask(event: FormEvent): void {
    event.preventDefault()
    setTrouble(null)
    setAsking(true)
  }
  async function give(): Promise<void> {
    try {
      const world = await handOver(address, wanted, word === null ? null : word.trim())
      onDone()
      notify({ text: `“${world.title}” belongs to ${wanted} now. You can go on writing in it.` })
      const route = currentRoute()
      if (route.screen === 'world' && route.address === address) goInstead(pathOfWorld(world.address))
    } catch (error) {
      if (!(error instanceof CallError) || error.code !== 'taken') throw error
      setTrouble(error.message)
      setWord((before) => before ?? `${partsOf(address).world}-2`)
    }
  }
  return (
    <form className="share-ask" onSubmit={ask}>
      <p className="card-text">
        It becomes theirs, with all that is in it, and moves to an address under their name. They decide from
        then on who may do what. You can go on writing in it, until they say otherwise. You cannot take it
        back.
      </p>
      <Field
        label="Their account"
        value={account}
        onText={setAccount}
        autoCapitalize="none"
        spellCheck={false}
        placeholder="bob"
      />
      {word !== null && (
        <Field
          label="What it is called there"
          value={word}
          onText={setWord}
          trouble={trouble}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <div className="card-foot">
        <Button type="submit" look="grave" disabled={wanted === '' || word?.trim() === ''}>
          Give it to them
        </Button>
      </div>
      <Question
        title={`Give it to ${wanted}?`}
        text="Only they can give it back. Links to the address it has now stop working."
        yes="Give it away"
        open={isAsking}
        onClose={() => setAsking(false)}
        onYes={give}
      />
    </form>
  )
}

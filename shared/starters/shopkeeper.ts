// A shopkeeper who hears what people say, answers, and hands over what they ask for.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Shopkeeper

Say hello. Ask what there is to *buy*, or just say what you would like: it is all free. This much is left:

#cup 5
#book 3
#lamp 1
`

const CODE = String.raw`
on('hear', listen)
on('use', offer)

function listen(happening) {
  // Talks to people only. With things it might never stop: another shopkeeper would answer, too.
  if (happening.person === null) return
  const words = happening.words.toLowerCase()
  const ware = wares().find((name) => words.includes(name))
  if (ware) sell(ware, happening.person)
  else if (words.includes('buy')) offer()
  else if (words.includes('hello')) say('Good day, ' + happening.person + '! Ask me what there is to buy.')
}

function offer() {
  const left = wares().filter((name) => stockOf(name) > 0)
  say(left.length === 0 ? 'All is gone. Come again!' : 'I have a ' + left.join(', a ') + '.')
}

async function sell(ware, person) {
  const left = stockOf(ware)
  if (left < 1) return say('The last ' + ware + ' is gone, ' + person + '. I am sorry.')
  text().show(ware, left - 1)
  // It is made on the shopkeeper's own floor, and handed over the counter. Who has it may take it along.
  const made = await create({ name: ware, sprite: ware, width: 48, height: 48, takeable: true })
  if (made === null) return
  fitAt(made, self.x, self.y + self.height + 8, host ?? self)
  say('Here is your ' + ware + ', ' + person + '.')
}

// Each line of the page that begins with # and a word is something to sell, and how many there are.
function wares() {
  return text().lines.flatMap((line) => /^#([\w-]+) /.exec(line)?.[1] ?? [])
}

function stockOf(ware) {
  return Number(text().read(ware))
}
`

export const shopkeeper: Starter = {
  name: 'Shopkeeper',
  sprite: 'table',
  width: 88,
  height: 64,
  stays: true,
  words: 'Hears what you say, answers, and sells.',
  text: starterPage(WORDS, CODE),
}

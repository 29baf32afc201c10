// Emoji that things look like most often, to be found by a word. Any other one can be pasted into the search.

export interface Emoji {
  readonly emoji: string
  readonly name: string
  /** Its kind: a word to search by, too. */
  readonly kind: string
}

/** The best known of each kind come first. */
const KINDS = {
  animals:
    'dog 🐕, fox 🦊, bear 🐻, rabbit 🐇, mouse 🐁, horse 🐎, cow 🐄, pig 🐖, sheep 🐑, goat 🐐, chicken 🐓, duck 🦆, owl 🦉, penguin 🐧, frog 🐸, turtle 🐢, snake 🐍, dragon 🐉, fish 🐟, whale 🐋, dolphin 🐬, octopus 🐙, crab 🦀, butterfly 🦋, bee 🐝, ladybird 🐞, snail 🐌, spider 🕷️, bat 🦇, wolf 🐺, lion 🦁, tiger 🐅, elephant 🐘, monkey 🐒, panda 🐼, koala 🐨, hedgehog 🦔, deer 🦌, unicorn 🦄, dinosaur 🦕, paw prints 🐾',
  plants:
    'seedling 🌱, palm 🌴, fir 🌲, cactus 🌵, tulip 🌷, rose 🌹, sunflower 🌻, clover 🍀, maple leaf 🍁, wheat 🌾, pumpkin 🎃, potted plant 🪴',
  food: 'apple 🍎, pear 🍐, banana 🍌, cherry 🍒, strawberry 🍓, grapes 🍇, lemon 🍋, carrot 🥕, corn 🌽, bread 🍞, cheese 🧀, egg 🥚, pizza 🍕, soup 🍲, cake 🎂, biscuit 🍪, honey 🍯, milk 🥛, tea 🍵, coffee ☕, bottle 🍾',
  people:
    'person 🧑, child 🧒, baby 👶, old person 🧓, farmer 🧑‍🌾, cook 🧑‍🍳, teacher 🧑‍🏫, scientist 🧑‍🔬, artist 🧑‍🎨, astronaut 🧑‍🚀, detective 🕵️, guard 💂, wizard 🧙, fairy 🧚, vampire 🧛, mermaid 🧜, elf 🧝, ghost 👻, robot 🤖, alien 👽, princess 👸, king 🤴, family 👪, dancer 💃, smile 😀, wink 😉, sleeping 😴, thinking 🤔, heart ❤️, hand 👋, eye 👁️, footprints 👣, skull 💀',
  places:
    'tent ⛺, castle 🏰, church ⛪, mosque 🕌, temple 🛕, school 🏫, hospital 🏥, shop 🏪, factory 🏭, stadium 🏟️, fountain ⛲, bridge 🌉, mountain ⛰️, volcano 🌋, island 🏝️, desert 🏜️, world 🌍, map 🗺️',
  weather:
    'sun ☀️, moon 🌙, star ⭐, rain 🌧️, storm ⛈️, snow ❄️, rainbow 🌈, fire 🔥, wave 🌊, drop 💧, wind 🌬️, snowman ⛄',
  travel:
    'car 🚗, bus 🚌, train 🚂, tram 🚋, bicycle 🚲, tractor 🚜, ship 🚢, canoe 🛶, aeroplane ✈️, helicopter 🚁, rocket 🚀, balloon 🎈, anchor ⚓, traffic light 🚦, signpost 🪧',
  objects:
    'clock 🕰️, watch ⌚, hourglass ⏳, telephone ☎️, radio 📻, television 📺, computer 💻, camera 📷, light bulb 💡, candle 🕯️, torch 🔦, magnifying glass 🔍, telescope 🔭, microscope 🔬, compass 🧭, letter ✉️, parcel 📦, post box 📮, newspaper 📰, books 📚, pencil ✏️, paintbrush 🖌️, scissors ✂️, hammer 🔨, axe 🪓, saw 🪚, gear ⚙️, magnet 🧲, lock 🔒, bell 🔔, drum 🥁, guitar 🎸, piano 🎹, trumpet 🎺, violin 🎻, microphone 🎤, music 🎵, gift 🎁, trophy 🏆, medal 🏅, crown 👑, ring 💍, gem 💎, money bag 💰, crystal ball 🔮, wand 🪄, shield 🛡️, sword 🗡️, bow 🏹, bomb 💣, basket 🧺, bucket 🪣, broom 🧹, ladder 🪜, mirror 🪞, sofa 🛋️, toilet 🚽, bath 🛁, bin 🗑️, flag 🚩, hat 🎩, glasses 👓, shoe 👟, umbrella ☂️',
  games:
    'football ⚽, basketball 🏀, tennis 🎾, dice 🎲, puzzle 🧩, chess pawn ♟️, playing card 🃏, game 🎮, kite 🪁, teddy 🧸, skates ⛸️, target 🎯',
  signs:
    'question ❓, exclamation ❗, tick ✅, cross ❌, arrow right ➡️, arrow left ⬅️, arrow up ⬆️, arrow down ⬇️, stop 🛑, warning ⚠️, no entry ⛔, recycling ♻️, hundred 💯, sparkles ✨, zzz 💤, speech 💬',
}

export const EMOJI: readonly Emoji[] = Object.entries(KINDS).flatMap(([kind, list]) =>
  list.split(', ').map((entry) => {
    const at = entry.lastIndexOf(' ')
    return { emoji: entry.slice(at + 1), name: entry.slice(0, at), kind }
  }),
)

/** A few of each kind, shown before anybody searches. */
export const FEW: readonly Emoji[] = Object.keys(KINDS).flatMap((kind) =>
  EMOJI.filter((one) => one.kind === kind).slice(0, 3),
)

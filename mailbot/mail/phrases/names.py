"""First names (and Japanese surnames) that often stand alone below a letter, lower case."""

from __future__ import annotations

_LATIN = """
aaron abby adam adele adrian agnes ahmed aidan aisha alan albert alejandra alejandro alex alexander alexandra alexandre alfie alfonso ali alice alicia alina alison allison alvaro álvaro amanda amelia amélie amy ana anaïs anders andre andré andrea andreas andrés andrew andy ángel angela angelika anita anja anke ann anna anne anneliese annette annie antje anthony antoine antonia antonio antónio aoife arthur arturo ashley astrid aurélie axel
barbara barry beatrice beatriz becky ben benjamin benoît bernadette bernard bernd bertrand beth bettina betty bianca bill billy birgit björn bob bonnie brad brandon brenda brian bridget brigitte bruce bruno bryan
camila camille carina carl carla carlos carmen carol carole carolina caroline carolyn catarina catherine cathy cecilia cécile céline chantal charles charlie charlotte chloe chloé chris christa christel christian christiane christina christine christoph christophe christopher cindy claire clara clare claude claudia claus clément colin colleen connor corinne craig cristina curt cynthia
damien dan dana daniel daniela danielle danny dave david dawn debbie deborah debra denis denise dennis derek diana diane diego dieter dietmar dirk dolores dominique don donald donna doris dorothee doug douglas duncan dylan
ed eddie edgar edith eduardo edward eileen elaine eleanor elena elias elisa elisabeth elise elizabeth elke ellen emil emilia emilie emily émilie emma emmanuel enrique eric erica erich erik erika ernesto esther ethan eugene eva evelyn
fabian fabien fabio fatima federico felipe felix fernanda fernando filipa fiona florence florian francesca francesco francis francisco franck françois françoise frank frankie franz fred freddie frederic frédéric frieda fritz
gabi gabriel gabriela gareth gary gavin geoff geoffrey george georgia gerald gerard gérard gerd gerhard gerry giovanni giulia gisela glenn gloria gonzalo gordon graham greg gregory guido guillaume guillermo gustavo guy
hannah hannes hans harald harry hassan heather hector hector héctor heidi heike heinz helen helena hélène helga helmut hendrik henri henrik henry herbert hilary holger horst howard hubert hugh hugo hussein
ian ibrahim ilse imogen inês ines ingo ingrid irene iris irina isaac isabel isabella isabelle ivan
jack jackie jacob jacqueline jacques jake james jamie jan jane janet janice jasmin jason javier jay jean jeanette jeff jeffrey jenna jennifer jenny jens jeremy jerome jérôme jerry jess jesse jessica jesús jill jim jimmy joan joana joanna joanne joão joaquín jochen jodie joe joel joey johan johann johanna johannes john johnny jon jonas jonathan jordan jörg jorge jose josé josef josefina joseph josh joshua joyce juan juana juanita judith judy jules julia julian juliana julie julien jürgen jutta
kai karen karin karina karl karla karsten katarina kate katharina kathleen kathrin kathryn kathy katie katja katrin kay kayla keith kelly ken kenneth kerry kerstin kevin kieran kim kirsten kirsty klaus konrad kristen kristin kurt kyle
lara larissa larry lars laura lauren laurence laurent lea léa leah leila leo leon leonardo leonie leonor leslie letícia lewis liam lilian lily linda lisa liz lois lola lorena lorraine lothar louis louise luc luca lucas lúcia lucía lucie lucy ludovic luis luís luisa luiz lukas luke lutz lydia lynn
madeleine magali magdalena maggie maja malcolm malte manfred manon manuel manuela marc marcel marcelo marcia márcia marco marcos marcus margaret margarida margot maria maría mariana marianne marie marina mario mário marion marisol marjorie mark markus marlene marta martha martin martina martine mary maryam mateo mathias mathieu mathilde matt matteo matthew matthias matthieu maureen maurice mauricio max maxime mechthild meg megan mehmet melanie mélanie melissa mercedes mia michael michaela michel michèle michelle miguel mike milena millie miriam mitch mohamed mohammed moira molly mónica monica monika monique moritz muhammad muriel
nadia nadine nancy natalia natalie natasha nathalie nathan neil nelson nicholas nick nicola nicolas nicole nigel nikki nils nina noah noel noemi nora norbert norma norman nuno
olaf oliver olivia olivier oscar óscar oswald otto
pablo paco paddy pam pamela paola paolo pascal patricia patrícia patrice patrick paul paula paulo pauline pedro peggy penny pete peter petra phil philip philipp philippe phillip phyllis pierre pilar priya
quentin rachel rafael raimund rainer ralf ralph ramón ramona randy raquel raúl ray raymond rebecca regina reinhard reinhold renate renato renaud rené ricardo richard rick rita rob robert roberta roberto robin rodney rodrigo roger roland rolf romain roman ron ronald ronnie rory rosa rosemary ross roy rudi rudolf rui russell ruth ryan
sabine sabrina sally sam samantha samir samuel sandra sandrine sandy sara sarah sascha scott sean sebastian sébastien sergio sérgio seth shane shannon sharon shaun sheila sian siegfried sigrid silke silvia simon simone sinead sofia solange sonia sonja sophia sophie stacey stan stanley stefan stefanie steffen stella stéphane stephanie stéphanie stephen steve steven stewart stuart susan susana susanne susie suzanne svenja sven sylvia sylvie
tamara tanja tanya tara tatiana ted teresa terry tess theo theresa thérèse thierry thomas thorsten tiago tim timo timothy tina tobias tom tomás tommy toni tony torsten tracey tracy trevor trish udo ulf ulrich ulrike ursula ute uwe
valentin valentina valérie valeria vanessa vera verena veronica verónica veronika véronique vicki vicky victor víctor victoria vincent vinícius virginia virginie vivian volker walter wanda wayne wendy werner wilhelm will william wolfgang xavier ximena yann yasmin yolanda yusuf yvette yvonne zoe zoé
hùng dũng hương lan linh mai minh nam nga ngọc nhung phương quân quang quỳnh sơn thảo thắng thu thủy trang trung tuấn tùng tú việt vy yến hải hạnh hiền hiếu hoa hoàng huệ huy khánh kiên long duy đức giang hà
giuseppe giorgio gianluca chiara alessandro alessandra francesca lorenzo silvia pieter joost maarten sanne femke bram daan lotte piotr paweł krzysztof tomasz agnieszka katarzyna małgorzata ewa magda wojciech marek magnus ingrid lars mats karin birgitta pekka matti
"""
_JAPANESE = """
佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 斉藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦 原田 中川 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 工藤 谷口 今井 高田 増田 丸山 杉山 村田 大塚 新井 藤本 小山 平野 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 菊地
"""

#: A name of this list that stands alone below a finished sentence is a signature.
FIRST_NAMES: frozenset[str] = frozenset(_LATIN.split()) | frozenset(_JAPANESE.split())

#: Small words inside a name.
NAME_PARTICLES: frozenset[str] = frozenset(
    "de da do dos das del la le van von der den di y e du bin al zu ten ter und and &".split()
)

/* catalogue_de.c - explanations in German; see catalogue.h */
#include "catalogue.h"

#include <stddef.h>

#define MAIL_PROGRAMS                                                                              \
	"Mailprogramme zeigen womöglich eine andere Person als die hier geprüfte als Verfasser."

const catalogue secmail_catalogue_de = {
	.language = "de",
	.sayings = {
	    [SAY_HEAD_PASS] = { "{domain} steht hinter dieser Nachricht: Sie wurde im Namen dieser "
				"Domain gesendet oder unterschrieben.",
		NULL },
	    [SAY_HEAD_NO_POLICY] = { "{domain} veröffentlicht keine Regel, nach der diese Nachricht "
				     "beurteilt werden könnte.",
		NULL },
	    [SAY_HEAD_TEMPERROR] = { "Diese Nachricht lässt sich jetzt nicht beurteilen, weil DNS "
				     "nicht antwortete; ein späterer Versuch kann es klären.",
		NULL },
	    [SAY_HEAD_AUTHOR] = { "Diese Nachricht nennt nicht genau eine Domain als Verfasser; "
				  "niemand kann nach ihr gefragt werden.",
		NULL },
	    [SAY_HEAD_LIMIT] = { "Diese Nachricht lässt sich nicht beurteilen: Sie bräuchte mehr "
				 "Fragen an das DNS als jede ehrliche Nachricht.",
		NULL },
	    [SAY_HEAD_REJECT] = { "Nichts belegt, dass {domain} diese Nachricht gesendet hat, und "
				  "{domain} bittet, solche Post abzulehnen.",
		NULL },
	    [SAY_HEAD_QUARANTINE] = { "Nichts belegt, dass {domain} diese Nachricht gesendet hat, "
				      "und {domain} bittet, solche Post als verdächtig zu behandeln.",
		NULL },
	    [SAY_HEAD_NO_ACTION] = { "Nichts belegt, dass {domain} diese Nachricht gesendet hat; "
				     "{domain} verlangt bei solcher Post nichts.",
		NULL },

	    [SAY_SPF_NO_CLIENT] = { "Es ist nicht bekannt, welcher Server die Nachricht gesendet "
				    "hat; SPF wurde nicht geprüft.",
		NULL },
	    [SAY_SPF_PASS] = { "{domain} lässt diesen Server Post für sich senden: \"{term}\" im "
			       "SPF-Eintrag trifft zu.",
		NULL },
	    [SAY_SPF_FAIL] = { "{domain} lässt diesen Server keine Post für sich senden: \"{term}\" "
			       "im SPF-Eintrag trifft zu.",
		"Wenn {client} Post für {domain} sendet, gehört es in den SPF-Eintrag; sonst hat "
		"jemand anderes den Namen benutzt." },
	    [SAY_SPF_SOFTFAIL] = { "{domain} sagt, dass dieser Server wohl keine Post für sie senden "
				   "darf: \"{term}\" im SPF-Eintrag trifft zu.",
		"Wenn {client} Post für {domain} sendet, gehört es in den SPF-Eintrag. Sind alle "
		"Server darin, soll er auf -all enden." },
	    [SAY_SPF_NEUTRAL] = { "{domain} sagt nichts über diesen Server, obwohl \"{term}\" im "
				  "SPF-Eintrag zutrifft.",
		"\"{term}\" erlaubt nichts und verbietet nichts; legen Sie fest, was {client} darf." },
	    [SAY_SPF_DEFAULT] = { "{domain} sagt nichts über diesen Server: Kein Teil des "
				  "SPF-Eintrags trifft zu.",
		"Lassen Sie den SPF-Eintrag von {domain} auf ~all oder -all enden." },
	    [SAY_SPF_NO_RECORD] = { "{domain} veröffentlicht nicht, welche Server ihre Post senden "
				    "dürfen.",
		"Veröffentlichen Sie einen SPF-Eintrag für {domain}; \"v=spf1 -all\", wenn sie keine "
		"Post sendet." },
	    [SAY_SPF_BAD_DOMAIN] = { "Der sendende Server nannte keinen Domainnamen, der sich prüfen "
				     "ließe.",
		NULL },
	    [SAY_SPF_SYNTAX] = { "Die Serverliste von {domain} enthält einen Fehler und gilt nicht.",
		"Berichtigen Sie \"{term}\" im SPF-Eintrag von {domain}; es ist nicht lesbar." },
	    [SAY_SPF_MULTIPLE_RECORDS] = { "{domain} veröffentlicht mehr als eine Serverliste; damit "
					   "gilt keine.",
		"Fassen Sie die SPF-Einträge von {domain} zu einem zusammen." },
	    [SAY_SPF_INCLUDE_NONE] = { "Die Serverliste von {domain} verweist auf eine andere, die "
				       "es nicht gibt, und gilt nicht.",
		"\"{term}\" im SPF-Eintrag von {domain} führt zu einem Namen ohne Eintrag: Nehmen "
		"Sie es heraus." },
	    [SAY_SPF_REDIRECT_NONE] = { "Die Serverliste von {domain} soll anderswo stehen, wo es "
					"keine gibt.",
		"\"{term}\" im SPF-Eintrag von {domain} führt zu einem Namen ohne Eintrag: "
		"Berichtigen Sie es." },
	    [SAY_SPF_TERM_LIMIT] = { "Die Serverliste von {domain} braucht mehr Fragen an das DNS "
				     "als erlaubt und gilt nicht.",
		"Der SPF-Eintrag von {domain} braucht mit seinen Includes mehr als zehn Abfragen: "
		"Nennen Sie Netze mit ip4 und ip6, oder streichen Sie, was nicht gebraucht wird." },
	    [SAY_SPF_VOID_LIMIT] = { "Die Serverliste von {domain} verweist auf zu viele Namen, die "
				     "es nicht gibt, und gilt nicht.",
		"Nehmen Sie Namen ohne Adresse aus dem SPF-Eintrag von {domain}; \"{term}\" war "
		"einer zu viel." },
	    [SAY_SPF_MX_LIMIT] = { "Die Serverliste von {domain} verweist auf mehr Mailserver als "
				   "erlaubt und gilt nicht.",
		"\"{term}\" im SPF-Eintrag von {domain} steht für mehr als zehn Mailserver: Nennen "
		"Sie stattdessen Netze mit ip4 und ip6." },
	    [SAY_SPF_RECORD_LIMIT] = { "Die Serverliste von {domain} ist länger als jede brauchbare "
				       "und gilt nicht.",
		"Kürzen Sie den SPF-Eintrag von {domain}; 450 Oktette passen überall." },
	    [SAY_SPF_QUESTION_LIMIT] = { "Die Serverliste von {domain} zu prüfen, bräuchte mehr "
					 "Fragen an das DNS, als eine Nachricht auslösen darf.",
		"Machen Sie den SPF-Eintrag von {domain} billiger: Nennen Sie Netze mit ip4 und "
		"ip6." },
	    [SAY_SPF_EXPANSION_LIMIT] = { "Die Serverliste von {domain} bildet viel zu lange Namen "
					  "und gilt nicht.",
		"Makros in \"{term}\" bilden endlose Namen: Verwenden Sie jedes nur einmal." },
	    [SAY_SPF_DNS] = { "Die Serverliste von {domain} war jetzt nicht zu lesen, weil DNS nicht "
			      "antwortete.",
		"Die Nameserver, zu denen \"{term}\" oder {domain} selbst führt, versagen oder sind "
		"langsam." },
	    [SAY_SPF_BOGUS] = { "Die Serverliste von {domain} war nicht zu lesen, weil die Antwort "
				"des DNS nicht unterschrieben war, wie sie es sein muss.",
		"DNSSEC ist gestört, für {domain} oder einen Namen im SPF-Eintrag." },
	    [SAY_SPF_OTHER] = { "SPF kam zu keinem Ergebnis.", NULL },

	    [SAY_DKIM_UNSIGNED] = { "Die Nachricht trägt keine Unterschrift.",
		"Unterschreiben Sie Ihre Post mit DKIM." },
	    [SAY_DKIM_VERIFIED] = { "Die Unterschrift von {domain} (Selektor {selector}) ist "
				    "unversehrt.",
		NULL },
	    [SAY_DKIM_SYNTAX] = { "Eine Unterschrift im Namen von {domain} ist fehlerhaft und gilt "
				  "nicht.",
		"Das Programm, das für {domain} unterschreibt, schreibt unlesbare Unterschriften." },
	    [SAY_DKIM_UNSUPPORTED] = { "Die Unterschrift von {domain} ist von einer Art, die hier "
				       "nicht bekannt ist.",
		"Unterschreiben Sie mit rsa-sha256 oder ed25519-sha256." },
	    [SAY_DKIM_SHA1_REFUSED] = { "Die Unterschrift von {domain} (Selektor {selector}) benutzt "
					"SHA-1, das nichts mehr beweist.",
		"Unterschreiben Sie mit rsa-sha256 statt mit rsa-sha1 (RFC 8301)." },
	    [SAY_DKIM_FROM_NOT_SIGNED] = { "Die Unterschrift von {domain} sagt nichts darüber, wer "
					   "der Verfasser ist, und gilt nicht.",
		"Unterschreiben Sie das Feld From: h= muss es nennen." },
	    [SAY_DKIM_IDENTITY_MISMATCH] = { "Die Unterschrift von {domain} spricht für jemanden "
					     "außerhalb dieser Domain und gilt nicht.",
		"i= einer Unterschrift muss innerhalb ihrer Domain d={domain} liegen." },
	    [SAY_DKIM_EXPIRED] = { "Die Unterschrift von {domain} (Selektor {selector}) ist "
				   "abgelaufen.",
		"Geben Sie Unterschriften mehr Zeit, eine Woche oder mehr, oder lassen Sie x= weg: "
		"Post kann unterwegs warten." },
	    [SAY_DKIM_FUTURE] = { "Die Unterschrift von {domain} (Selektor {selector}) stammt aus "
				  "der Zukunft.",
		"Stellen Sie die Uhr des Servers, der für {domain} unterschreibt." },
	    [SAY_DKIM_OVER_LIMIT] = { "Die Unterschrift von {domain} wurde nicht geprüft, weil die "
				      "Nachricht zu viele oder zu große trägt.",
		NULL },
	    [SAY_DKIM_DNS] = { "Die Unterschrift von {domain} war jetzt nicht zu prüfen, weil DNS "
			       "nicht antwortete.",
		"Die Nameserver von {selector}._domainkey.{domain} versagen oder sind langsam." },
	    [SAY_DKIM_BOGUS] = { "Die Unterschrift von {domain} war nicht zu prüfen, weil die "
				 "Antwort des DNS nicht unterschrieben war, wie sie es sein muss.",
		"DNSSEC ist gestört für {selector}._domainkey.{domain}." },
	    [SAY_DKIM_NO_KEY] = { "Die Unterschrift von {domain} lässt sich nicht prüfen: Es gibt "
				  "keinen Schlüssel zu ihr.",
		"Den Schlüssel {selector}._domainkey.{domain} gibt es nicht; veröffentlichen Sie ihn, "
		"oder unterschreiben Sie nicht mehr mit {selector}." },
	    [SAY_DKIM_KEY_AMBIGUOUS] = { "Die Unterschrift von {domain} lässt sich nicht prüfen: Sie "
					 "hat mehr als einen Schlüssel.",
		"Veröffentlichen Sie genau einen TXT-Eintrag bei {selector}._domainkey.{domain}." },
	    [SAY_DKIM_KEY_SYNTAX] = { "Die Unterschrift von {domain} lässt sich nicht prüfen: Ihr "
				      "Schlüssel ist fehlerhaft.",
		"Berichtigen Sie den Schlüsseleintrag {selector}._domainkey.{domain}; er ist nicht "
		"lesbar." },
	    [SAY_DKIM_KEY_REVOKED] = { "Die Unterschrift von {domain} stammt von einem Schlüssel, den "
				       "ihr Besitzer widerrufen hat (Selektor {selector}).",
		"Unterschreiben Sie nicht mehr mit {selector}: Sein Schlüssel ist widerrufen (p= ist "
		"leer)." },
	    [SAY_DKIM_KEY_MISMATCH] = { "Die Unterschrift von {domain} und ihr Schlüssel sind von "
					"verschiedener Art.",
		"k= im Schlüsseleintrag {selector}._domainkey.{domain} passt nicht zu a= der "
		"Unterschriften." },
	    [SAY_DKIM_KEY_HASH_REFUSED] = { "Die Unterschrift von {domain} benutzt ein Hashverfahren, "
					    "das ihr Schlüssel nicht erlaubt.",
		"In h= des Schlüsseleintrags {selector}._domainkey.{domain} fehlt das benutzte "
		"Hashverfahren." },
	    [SAY_DKIM_KEY_SERVICE_REFUSED] = { "Der Schlüssel zur Unterschrift von {domain} ist nicht "
					       "für Post bestimmt.",
		"s= im Schlüsseleintrag {selector}._domainkey.{domain} muss email erlauben." },
	    [SAY_DKIM_KEY_TOO_SHORT] = { "Der Schlüssel zur Unterschrift von {domain} ist so kurz, "
					 "dass andere solche Unterschriften herstellen können.",
		"Ersetzen Sie den Schlüssel {selector}._domainkey.{domain} durch einen mit 2048 Bit "
		"(RFC 8301)." },
	    [SAY_DKIM_KEY_TOO_LONG] = { "Der Schlüssel zur Unterschrift von {domain} ist länger, als "
					"hier geprüft wird.",
		"Ersetzen Sie den Schlüssel {selector}._domainkey.{domain} durch einen mit 2048 bis "
		"4096 Bit." },
	    [SAY_DKIM_KEY_EXPONENT_REFUSED] = { "Der Schlüssel zur Unterschrift von {domain} hat eine "
						"unsichere Form.",
		"Ersetzen Sie den Schlüssel {selector}._domainkey.{domain}: Sein Exponent wird nicht "
		"angenommen." },
	    [SAY_DKIM_BODY_CHANGED] = { "Die Unterschrift von {domain} (Selektor {selector}) ist "
					"gebrochen: Der Text wurde nach dem Unterschreiben geändert, wie "
					"Mailinglisten es tun.",
		"Etwas hinter dem Server, der für {domain} unterschreibt, ändert Texte: "
		"Unterschreiben Sie zuletzt." },
	    [SAY_DKIM_HEADER_CHANGED] = { "Die Unterschrift von {domain} (Selektor {selector}) ist "
					  "gebrochen: Ein unterschriebenes Kopffeld wurde geändert, "
					  "oder ein anderer Schlüssel hat sie gemacht.",
		"Prüfen Sie, ob {selector}._domainkey.{domain} der benutzte Schlüssel ist und ob "
		"nach dem Unterschreiben etwas Kopffelder ändert." },
	    [SAY_DKIM_PARTIAL_BODY] = { "Die Unterschrift von {domain} (Selektor {selector}) deckt "
					"nur den Anfang des Textes; den Rest kann jeder angefügt "
					"haben.",
		"Unterschreiben Sie ohne l=." },
	    [SAY_DKIM_OTHER] = { "Die Unterschrift von {domain} zählt nicht.", NULL },

	    [SAY_ARC_VERIFIED] = { "Jeder Server, der die Nachricht weitergab und besiegelte, ist "
				   "bekannt, zuletzt {domain}.",
		NULL },
	    [SAY_ARC_NO_SETS] = { "Kein Server unterwegs hat die Nachricht besiegelt.", NULL },
	    [SAY_ARC_TOO_MANY_SETS] = { "Die Nachricht wurde öfter besiegelt als erlaubt; die Siegel "
					"gelten nicht.",
		NULL },
	    [SAY_ARC_SYNTAX] = { "Die Siegel der Server unterwegs gelten nicht: Eines ist "
				 "fehlerhaft.",
		NULL },
	    [SAY_ARC_MARKED_FAILED] = { "Ein Server unterwegs sagt, dass die Siegel vor seinem "
					"nicht galten.",
		NULL },
	    [SAY_ARC_STRUCTURE] = { "Die Siegel der Server unterwegs gelten nicht: Ein Teil fehlt "
				    "oder ist doppelt da.",
		NULL },
	    [SAY_ARC_CV_MISMATCH] = { "Die Siegel der Server unterwegs gelten nicht: Sie "
				      "widersprechen einander.",
		NULL },
	    [SAY_ARC_MESSAGE_SIGNATURE] = { "Die Siegel der Server unterwegs gelten nicht: Die "
					    "Nachricht wurde geändert, nachdem {domain} sie besiegelt "
					    "hatte.",
		"Das Siegel von {domain} muss die letzte Änderung an einer Nachricht sein." },
	    [SAY_ARC_SEAL] = { "Die Siegel der Server unterwegs gelten nicht: Eines ist gebrochen.",
		NULL },
	    [SAY_ARC_OTHER] = { "Die Siegel der Server unterwegs gelten nicht.", NULL },

	    [SAY_DMARC_ALIGNED] = { "Die Domain des Verfassers, {domain}, und die geprüfte Domain, "
				    "{aligned}, gehören zusammen.",
		NULL },
	    [SAY_DMARC_NOT_AUTHENTICATED] = { "Weder SPF noch DKIM bürgt für irgendjemanden. Die "
					      "Regel von {domain} ist {policy}.",
		"Wenn diese Post von Ihnen ist, unterschreiben Sie sie mit DKIM im Namen von "
		"{domain}." },
	    [SAY_DMARC_NOT_ALIGNED] = { "SPF oder DKIM bürgt für jemand anderen, nicht für die Domain "
					"des Verfassers, {domain}. Deren Regel ist {policy}.",
		"Wenn diese Post von Ihnen ist, unterschreiben Sie sie mit d={domain}, oder senden "
		"Sie sie mit einem MAIL FROM von {domain}." },
	    [SAY_DMARC_NO_RECORD] = { "{domain} hat keine DMARC-Regel.",
		"Veröffentlichen Sie einen DMARC-Eintrag bei _dmarc.{domain}; \"v=DMARC1; p=none; "
		"rua=mailto:...\" beobachtet nur." },
	    [SAY_DMARC_UNUSABLE_RECORD] = { "Nach der DMARC-Regel von {domain} lässt sich nicht "
					    "handeln.",
		"Der DMARC-Eintrag von {domain} hat kein gültiges p= und auch kein gültiges rua=." },
	    [SAY_DMARC_AUTHOR_DOMAIN] = { "Die Nachricht hat nicht genau eine Domain als Verfasser.",
		"Schreiben Sie ein Feld From mit einer Adresse oder mit Adressen einer Domain." },
	    [SAY_DMARC_DNS] = { "Die DMARC-Regel von {domain} war jetzt nicht zu finden, weil DNS "
				"nicht antwortete.",
		"Die Nameserver von _dmarc.{domain} oder eines Namens darüber versagen oder sind "
		"langsam." },
	    [SAY_DMARC_AUTHENTICATION] = { "Ob die Domain des Verfassers, {domain}, hinter der "
					   "Nachricht steht, lässt sich jetzt nicht sagen, weil DNS "
					   "nicht antwortete.",
		NULL },
	    [SAY_DMARC_LIMIT] = { "Die DMARC-Regel von {domain} war nicht zu finden: Die Nachricht "
				  "braucht zu viele Fragen an das DNS.",
		NULL },
	    [SAY_DMARC_OTHER] = { "DMARC kam zu keinem Ergebnis.", NULL },

	    [SAY_FLAG_BARE_LF] = { "Einige ihrer Zeilen enden, wie sie nicht dürfen; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_BARE_CR] = { "Sie enthält verirrte Wagenrückläufe; " MAIL_PROGRAMS, NULL },
	    [SAY_FLAG_NUL] = { "Sie enthält Nullbytes, an denen manche Programme zu lesen aufhören.",
		NULL },
	    [SAY_FLAG_LONG_LINE] = { "Sie hat längere Zeilen, als Post haben darf; manche Programme "
				     "schneiden sie ab.",
		NULL },
	    [SAY_FLAG_TRUNCATED_HEADER] = { "Sie endet mitten im Kopf.", NULL },
	    [SAY_FLAG_NOT_A_FIELD] = { "Ihr Kopf enthält Zeilen, die keine Kopffelder sind; "
				       MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_LEADING_SPACE] = { "Ihr Kopf beginnt mit Leerraum; " MAIL_PROGRAMS, NULL },
	    [SAY_FLAG_SPACE_BEFORE_COLON] = { "In ihrem Kopf steht ein Leerzeichen vor einem "
					      "Doppelpunkt; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FOLDED_NAME] = { "In ihrem Kopf geht der Name eines Feldes über zwei Zeilen; "
				       MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_HEADER_8BIT] = { "Ihr Kopf enthält Oktette, die kein Text sind; Programme "
				       "zeigen sie verschieden an.",
		NULL },
	    [SAY_FLAG_NO_FROM] = { "Sie nennt keinen Verfasser.", NULL },
	    [SAY_FLAG_REPEATED_FROM] = { "Sie hat mehr als ein Feld From; " MAIL_PROGRAMS, NULL },
	    [SAY_FLAG_FROM_SYNTAX] = { "Ihr Feld From ist keine Liste von Adressen; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FROM_ADDRESSES] = { "Ihr Feld From hat mehrere Adressen; manche Programme "
					  "zeigen nur eine.",
		NULL },
	    [SAY_FLAG_FROM_DOMAINS] = { "Ihr Feld From hat Adressen mehrerer Domains; manche "
					"Programme zeigen nur eine.",
		NULL },
	    [SAY_FLAG_FROM_ROUTE] = { "Ihr Feld From hat einen Wegweiser (source route), den niemand "
				      "mehr benutzt; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FROM_ENCODED] = { "Ihr Feld From verbirgt eine Adresse in einem kodierten Wort; "
					MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_FROM_DISPLAY] = { "Der Name in ihrem Feld From sieht wie eine Adresse aus und "
					"ist nicht die des Verfassers.",
		NULL },
	    [SAY_FLAG_FROM_QUOTED] = { "Ihr Feld From hat eine Adresse, die ungewöhnlich in "
				       "Anführungszeichen steht; " MAIL_PROGRAMS,
		NULL },
	    [SAY_FLAG_SENDER_DIFFERS] = { "Ihr Feld Sender nennt eine andere Domain als die des "
					  "Verfassers; manche Programme zeigen sie.",
		NULL },
	    [SAY_FLAG_RESENT_DIFFERS] = { "Jemand aus einer anderen Domain soll sie weitergeschickt "
					  "haben; manche Programme zeigen diese.",
		NULL },
	    [SAY_FLAG_OTHER] = { "Sie verletzt die Regeln für Post auf eine Weise, die Programme "
				 "verschieden lesen.",
		NULL },
	},
};

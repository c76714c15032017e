#!/usr/bin/perl
# maildkim_arc.pl - validates the ARC chains of files with Mail::DKIM, or seals a file
#
# Usage: maildkim_arc.pl verify RECORDS FILE...    prints each name with none, pass or fail
#        maildkim_arc.pl sign KEY DOMAIN SELECTOR AUTHSERV-ID FILE    prints the sealed message
use strict;
use warnings;
use File::Basename;
use Mail::DKIM::ARC::Signer;
use Mail::DKIM::ARC::Verifier;
use Net::DNS;

sub slurp {
	my ($path) = @_;
	open my $file, '<:raw', $path or die "$path: $!";
	local $/;
	return scalar <$file>;
}

sub feed {
	my ($object, $message) = @_;
	$object->PRINT($message);
	$object->CLOSE;
}

my $way = shift;
if ($way eq 'verify') {
	my %records;
	my $text = slurp(shift);
	$text =~ s/\n\t/ /g;
	for my $line (split /\n/, $text) {
		next unless $line =~ /^(\S+?)\.? .*\bTXT\b(.*)/;
		my ($name, $rest) = ($1, $2);
		$records{$name} = join '', $rest =~ /"([^"]*)"/g;
	}
	# It asks DNS in this one place.
	no warnings 'redefine';
	*Mail::DKIM::DNS::query = sub {
		my ($name) = @_;
		return unless defined $records{$name};
		return Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => $records{$name});
	};
	for my $path (@ARGV) {
		my $verifier = Mail::DKIM::ARC::Verifier->new;
		feed($verifier, slurp($path));
		print basename($path), ' ', $verifier->result, "\n";
	}
} else {
	my ($key, $domain, $selector, $server, $path) = @ARGV;
	my $signer = Mail::DKIM::ARC::Signer->new(
		Algorithm => 'rsa-sha256', Chain => 'ar', Domain => $domain, SrvId => $server,
		Selector => $selector, KeyFile => $key);
	my $message = slurp($path);
	feed($signer, $message);
	die $signer->{details} unless $signer->result eq 'sealed';
	my $fields = join "\n", $signer->as_strings, '';
	$fields =~ s/\r?\n/\r\n/g;
	binmode STDOUT;
	print "$fields$message";
}
